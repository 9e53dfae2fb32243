package io.forebay.testkit;

import io.forebay.api.FlushTarget;

/**
 * What a target, or the harness that opens it for {@link FlushTargetContract}, can do beyond the rest. Tests that need a
 * capability that is not declared are skipped, and say so.
 */
public enum Capability {
    /** {@link TargetHarness#visible} knows files by the names that the target gave out when it published them. */
    NAMES_FILES,

    /** With {@link #NAMES_FILES}: a name tells the worker, and {@link TargetHarness#worker} reads it. */
    NAMES_WORKERS,

    /** With {@link #NAMES_FILES}: names count each worker's files from 1, and {@link TargetHarness#sequence} reads the number. */
    NUMBERS_FILES,

    /** Visible files have a permission, and {@link TargetHarness#permissions} reads it. */
    PERMISSIONS,

    /** What was spilled survives the target: a later one on the same place publishes it by {@link FlushTarget#recover}. */
    RECOVERS,

    /**
     * With {@link #RECOVERS}: what was only committed survives as well, as in a mapped file; but for an oversize segment of which anything
     * was spilled before.
     */
    KEEPS_COMMITTED,

    /** Several targets may be open on one place at a time. */
    SHARES_PLACE,

    /** The harness can count what targets hold: {@link TargetHarness#handles}. */
    COUNTS_HANDLES,

    /** The harness can end a target as the death of its process would: {@link PlaceTroubles#kill}. */
    DIES,

    /** The harness can make the place refuse to store anything for a while: {@link PlaceTroubles#refuse}. */
    REFUSES,

    /** The harness can make the place hang: {@link PlaceTroubles#hang}. */
    HANGS,

    /** The harness can take the place away and bring it back: {@link PlaceTroubles#vanish}. */
    VANISHES,

    /** The harness can put a file of somebody else's where a target is about to publish: {@link PlaceTroubles#occupy}. */
    OCCUPIES_NAMES,

    /** The harness can make what was spilled unfit to be published: {@link PlaceTroubles#loseSpilled}. */
    LOSES_SPILLED,

    /**
     * With {@link #LOSES_SPILLED}: what became unfit is there yet, so that the target must keep it, and {@link PlaceTroubles#setAside}
     * reads it.
     */
    SETS_ASIDE,

    /** The harness can open a target with settings that contradict the spec: {@link TargetHarness#openContradicting}. */
    CONTRADICTS,

    /** The harness can make a publication fail that is visible already: {@link PlaceTroubles#leaveUnsure}. */
    LEAVES_UNSURE,

    /** With {@link #RECOVERS}: the harness can damage what a dead target has left: {@link PlaceTroubles#damages}. */
    DAMAGES
}
