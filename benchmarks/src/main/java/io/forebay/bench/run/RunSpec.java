package io.forebay.bench.run;

/**
 * What one run does.
 *
 * @param contender its name
 * @param producers threads that write at once
 * @param virtual whether they are virtual threads
 * @param recordBytes length of every record, with its newline
 * @param directory where it may write; it must be empty, and is emptied afterwards
 * @param warmUpSeconds how long it runs before the clock counts
 * @param seconds about how long the timed part takes; the work is set from the speed of the warm-up
 * @param rate records a second that the timed part offers, however fast they are taken; zero offers as many as are taken
 * @param maxBytes the timed part, and each part of the warm-up, writes no more
 */
public record RunSpec(
        String contender,
        int producers,
        boolean virtual,
        int recordBytes,
        String directory,
        double warmUpSeconds,
        double seconds,
        double rate,
        long maxBytes) {
    /** Whether the records come at a set pace. */
    boolean paced() {
        return rate > 0;
    }

    /** The record that is written: letters, with a newline at the end and nowhere else. */
    public byte[] sample() {
        byte[] sample = new byte[recordBytes];
        for (int i = 0; i < recordBytes - 1; i++) {
            sample[i] = (byte) ('a' + i % 26);
        }
        sample[recordBytes - 1] = '\n';
        return sample;
    }
}
