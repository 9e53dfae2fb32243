package io.forebay.testkit;

/**
 * How many of the cases that a suite draws are run: {@code -Dforebay.sample=30} runs 30 percent of what it would run otherwise.
 *
 * <p>It is for a second run on another JDK, and for slow machines. What is drawn is another part each time.
 */
public final class SampleSize {
    private static final int PERCENT = Integer.getInteger("forebay.sample", 100);

    private SampleSize() {}

    /**
     * Tells how many cases to draw.
     *
     * @param usual how many there are without the property, at least 1
     * @return the share of them that was asked for, at least 1
     * @throws IllegalArgumentException if the property is not between 1 and 100
     */
    public static int of(int usual) {
        return Math.max(1, usual * percent() / 100);
    }

    /**
     * Tells how far apart the cases lie that are run of those that are numbered through.
     *
     * @return 1 if each of them is run, as without the property
     * @throws IllegalArgumentException if the property is not between 1 and 100
     */
    public static int stride() {
        return 100 / percent();
    }

    private static int percent() {
        if (PERCENT < 1 || PERCENT > 100) {
            throw new IllegalArgumentException("forebay.sample is " + PERCENT + " percent; it must be 1 to 100");
        }
        return PERCENT;
    }
}
