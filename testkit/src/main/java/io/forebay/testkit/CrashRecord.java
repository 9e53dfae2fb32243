package io.forebay.testkit;

/** A record of a {@link CrashWriter}, and when it got how far: counts of operations on the disk, {@link #NEVER} before. */
final class CrashRecord {
    static final int NEVER = Integer.MAX_VALUE;

    final int producer;
    final int serial;
    final int length;
    /** Before this, no byte of it can be anywhere. */
    final int offered;

    int committed = NEVER;
    int spilled = NEVER;
    int published = NEVER;
    /** From then on it may be gone. */
    int discarding = NEVER;
    /** From then on it must be gone, if nothing but a process dies. */
    int discarded = NEVER;

    CrashRecord(int producer, int serial, int length, int offered) {
        this.producer = producer;
        this.serial = serial;
        this.length = length;
        this.offered = offered;
    }

    byte[] bytes() {
        return Records.record(producer, serial, length);
    }
}
