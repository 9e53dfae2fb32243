package io.forebay.bench.run;

import io.forebay.bench.contender.Entrant;

/**
 * What one run does.
 *
 * @param entrant who writes, with how many threads
 * @param recordBytes length of every record, with its newline
 * @param directory where it may write, and nobody else does
 * @param effort how much
 * @param rate records a second that the timed part offers, however fast they are taken; zero offers as many as are taken
 */
public record RunSpec(Entrant entrant, int recordBytes, String directory, Effort effort, double rate) {
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
