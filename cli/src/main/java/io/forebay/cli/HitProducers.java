package io.forebay.cli;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The threads of the demo: each offers its share of the hits, one by one, until it is done or the gate is shut. */
final class HitProducers {
    private static final int BATCH = 512;
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final RecordSink sink;
    private final Gate gate;

    HitProducers(RecordSink sink, Gate gate) {
        this.sink = sink;
        this.gate = gate;
    }

    /**
     * Offers all hits and waits for the producers.
     *
     * @return how many hits of each producer were accepted; these are the first ones
     */
    long[] run(int producers, long records) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(producers);
        try {
            List<Future<Long>> shares = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                int producer = i;
                long share = records / producers + (i < records % producers ? 1 : 0);
                shares.add(threads.submit(() -> offer(producer, share)));
            }
            long[] accepted = new long[producers];
            for (int i = 0; i < producers; i++) {
                accepted[i] = shares.get(i).get();
            }
            return accepted;
        } finally {
            threads.shutdown();
        }
    }

    private long offer(int producer, long share) {
        long serial = 0;
        while (serial < share && gate.enter()) {
            try {
                String timestamp = MILLIS.format(Instant.now());
                for (long end = Math.min(share, serial + BATCH); serial < end; serial++) {
                    if (sink.write(new Hit(producer, serial).line(timestamp)) != Outcome.ACCEPTED) {
                        return serial;
                    }
                }
            } finally {
                gate.leave();
            }
        }
        return serial;
    }
}
