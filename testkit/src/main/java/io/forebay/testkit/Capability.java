package io.forebay.testkit;

import io.forebay.api.FlushTarget;

/**
 * What a target, or the harness that opens it for {@link FlushTargetContract}, can do beyond the rest. Tests that need a
 * capability that is not declared are skipped, and say so.
 */
public enum Capability {
    /** {@link TargetHarness#visible} knows files by the names that the target gave out when it published them. */
    NAMES_FILES,

    /** What was spilled survives the target: a later one on the same place publishes it by {@link FlushTarget#recover}. */
    RECOVERS,

    /** With {@link #RECOVERS}: what was only committed survives as well, as in a mapped file. */
    KEEPS_COMMITTED,

    /** Several targets may be open on one place at a time. */
    SHARES_PLACE,

    /** The harness can end a target as the death of its process would: {@link TargetHarness#kill}. */
    DIES,

    /** The harness can make the place refuse to store anything for a while: {@link TargetHarness#refuse}. */
    REFUSES
}
