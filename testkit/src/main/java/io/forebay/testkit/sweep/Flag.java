package io.forebay.testkit.sweep;

/** Something that has happened or not. Threads: any. */
final class Flag {
    private volatile boolean raised;

    void raise() {
        raised = true;
    }

    boolean raised() {
        return raised;
    }
}
