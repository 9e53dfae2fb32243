package io.forebay.engine;

/**
 * Makes sure that a caller has some stack left, before it takes a lock that is released by a call, or changes what belongs together.
 *
 * <p>A {@link StackOverflowError} in the middle would leave a lock that nobody ever releases, or half of a change: one
 * runaway recursion that writes at each level, and everybody else would wait for ever. Here it comes before anything was changed.
 */
final class StackRoom {
    /** Interpreted frames of what follows are several times larger than compiled ones of this, and it goes some 30 calls deep. */
    private static final int FRAMES = 256;

    private StackRoom() {}

    /** Throws a {@link StackOverflowError} if there is not enough. */
    static void check() {
        descend(FRAMES);
    }

    @SuppressWarnings("InfiniteRecursion") // ends at 0
    private static int descend(int frames) {
        return frames == 0 ? 0 : descend(frames - 1) + 1;
    }
}
