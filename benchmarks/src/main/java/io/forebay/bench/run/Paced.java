package io.forebay.bench.run;

import io.forebay.bench.contender.Writer;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Writes at a set pace, and measures each write from the moment in which it was due: a record that has to wait because the one before it took long
 * counts as slow, as it would be for whoever sent it. So does a producer that comes late to the start.
 *
 * <p>A producer that is early spins, since a sleep would add what it takes to wake up. So leave a processor to the contender's own threads.
 */
final class Paced implements Producers.Work {
    private final double nanosPerRecord;
    private final Histogram all = Latencies.empty();

    /** Writes so many records a second on each thread. */
    Paced(double rate) {
        nanosPerRecord = 1e9 / rate;
    }

    @Override
    public void write(Writer writer, byte[] sample, long records, long begin) throws IOException {
        Histogram own = Latencies.empty();
        for (long i = 0; i < records; i++) {
            long due = begin + (long) (i * nanosPerRecord);
            while (System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            writer.write(sample);
            own.recordValue(Math.max(0, System.nanoTime() - due));
        }
        add(own);
    }

    private synchronized void add(Histogram own) {
        all.add(own);
    }

    synchronized String latency() {
        return Latencies.encode(all);
    }
}
