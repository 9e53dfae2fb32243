package io.forebay.engine;

/** Stands in for the engine's own, whose recursion Lincheck takes for a loop that does not end. */
final class StackRoom {
    private StackRoom() {}

    static void check() {}
}
