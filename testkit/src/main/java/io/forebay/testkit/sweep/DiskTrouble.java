package io.forebay.testkit.sweep;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** What goes wrong with a disk in one run of a {@link FaultSweep}. */
@SuppressWarnings("ImmutableEnumChecker") // its sets are never changed, its functions have no state
enum DiskTrouble {
    /** The call is refused. */
    REFUSAL(Effect.FAILS, all(), tools -> DiskFault.refusal()),
    /** The call throws what it should not. */
    UNCHECKED(
            Effect.FAILS,
            all(),
            tools -> DiskFault.thrown(() -> new IllegalStateException("the test breaks the disk"))),
    /** There is no memory at the call. */
    ERROR(Effect.FAILS, all(), tools -> DiskFault.thrown(() -> new OutOfMemoryError("the test breaks the disk badly"))),
    /** The thread is interrupted at the call. */
    INTERRUPT(Effect.HARMS_NOTHING, all(), tools -> DiskFault.interrupt()),
    /** The call takes long. */
    SLOW(Effect.HARMS_NOTHING, all(), tools -> DiskFault.slow(() -> tools.time.advance(Duration.ofSeconds(2)))),
    /** The call does not return. */
    HANG(Effect.HANGS, all(), tools -> (call, path) -> tools.jam.enter()),
    /** Half of a write is done. */
    PARTIAL_WRITE(Effect.HARMS_NOTHING, EnumSet.of(DiskCall.WRITE), tools -> DiskFault.partialWrite()),
    /** Nothing of a write is done, and no error told. */
    ZERO_PROGRESS(Effect.FAILS, EnumSet.of(DiskCall.WRITE), tools -> DiskFault.zeroProgress()),
    /** The disk is full. */
    NO_SPACE(Effect.FAILS, EnumSet.of(DiskCall.WRITE), tools -> DiskFault.noSpace()),
    /** The disk is full some bytes later. */
    NO_SPACE_SOON(Effect.FAILS_ALL, EnumSet.of(DiskCall.WRITE), tools -> DiskFault.noSpaceAfter(77)),
    /** A force fails, and the bytes are gone. */
    FORGETFUL_FORCE(
            Effect.FAILS,
            EnumSet.of(DiskCall.FORCE),
            tools -> DiskFault.forgetfulForce(() -> new IOException("the test loses what was written"))),
    /** A force fails in an unusual way, and the bytes are gone. */
    FORGETFUL_FORCE_UNCHECKED(
            Effect.FAILS,
            EnumSet.of(DiskCall.FORCE),
            tools -> DiskFault.forgetfulForce(() -> new IllegalStateException("the test loses what was written"))),
    /** Nothing can be changed. */
    READ_ONLY(Effect.FAILS_ALL, all(), tools -> DiskFault.readOnly()),
    /** Nothing can be changed, and the exception is unchecked. */
    READ_ONLY_UNCHECKED(Effect.FAILS_ALL, all(), tools -> DiskFault.readOnlyUnchecked()),
    /** Nothing can be opened. */
    TOO_MANY_HANDLES(Effect.FAILS_ALL, all(), tools -> DiskFault.tooManyHandles()),
    /** No more than three handles can be open at a time: one of them is the owner's. */
    FEW_HANDLES(
            Effect.FAILS_ALL, EnumSet.of(DiskCall.OPEN), tools -> DiskFault.handleLimit(3, tools.disk::openHandles));

    private enum Effect {
        /** Each call that is struck fails. */
        FAILS,
        /** Calls of other kinds fail too, once it has begun. */
        FAILS_ALL,
        /** Nobody may notice. */
        HARMS_NOTHING,
        /** Nothing fails, and nothing comes to an end. */
        HANGS
    }

    /** What faults need. */
    record Tools(StageTime time, Jam jam, FaultyDisk disk) {}

    private final Effect effect;
    private final Set<DiskCall> calls;
    private final Function<Tools, DiskFault> make;

    DiskTrouble(Effect effect, Set<DiskCall> calls, Function<Tools, DiskFault> make) {
        this.effect = effect;
        this.calls = calls;
        this.make = make;
    }

    private static Set<DiskCall> all() {
        return EnumSet.allOf(DiskCall.class);
    }

    /** Whether a run with this trouble there is worth its while. */
    boolean fits(DiskPoint point, Lasting lasting) {
        // Who maps can but try again when it is interrupted right there.
        boolean endless = this == INTERRUPT && point.call() == DiskCall.MAP && lasting != Lasting.ONCE;
        return calls.contains(point.call()) && !endless && (effect != Effect.FAILS_ALL || lasting != Lasting.ONCE);
    }

    boolean harmless() {
        return effect == Effect.HARMS_NOTHING;
    }

    boolean hangs() {
        return effect == Effect.HANGS;
    }

    /** Whether the target may find that it can not vouch for what it has taken. */
    boolean damages(DiskPoint point) {
        return effect == Effect.FAILS && (point.call() == DiskCall.FORCE || point.call() == DiskCall.CLOSE);
    }

    /**
     * The fault at a point.
     *
     * @param struck noted when it first strikes
     */
    DiskFault at(DiskPoint point, Lasting lasting, Tools tools, Flag struck) {
        DiskFault noting = (call, path) -> struck.raise();
        DiskFault fault = make.apply(tools);
        return effect == Effect.FAILS_ALL
                ? point.narrow(noting, Lasting.ONCE).and(fault.until(() -> !struck.raised()))
                : point.narrow(noting.and(fault), lasting);
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
