package io.forebay.testkit.sweep;

/** How long the fault of a run lasts once it has struck. */
enum Lasting {
    /** At one call only. */
    ONCE("once"),
    /** Until about two thirds of the run are over. */
    WHILE("for a while"),
    /** Until the sink is closed, whose deadline passes meanwhile. */
    ALWAYS("from then on");

    private final String text;

    Lasting(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
