package io.forebay.testkit.sweep;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Records;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was offered to a sink, and what was said to it. Threads: any. */
final class Offers {
    private final RecordSink sink;
    private final List<Offer> all = new ArrayList<>();
    private final Map<Integer, Integer> serials = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    Offers(RecordSink sink) {
        this.sink = sink;
    }

    /**
     * A record.
     *
     * @param source null for bytes
     * @param good whether it must be published once it is accepted
     * @param interrupted whether its writer was, so that it may be dropped at any time
     */
    record Offer(
            int producer,
            int serial,
            int length,
            @Nullable CountedSource source,
            boolean good,
            boolean inOrder,
            boolean interrupted,
            Outcome outcome) {}

    /** Offers bytes. */
    Outcome bytes(int producer, int length, boolean inOrder) {
        int serial = nextSerial(producer);
        byte[] record = Records.record(producer, serial, length);
        boolean interrupted = Thread.currentThread().isInterrupted();
        Outcome outcome = sink.write(record);
        checkInterrupt(interrupted);
        // Reuse is allowed at once; whoever still reads the array is found out.
        Arrays.fill(record, (byte) 0xAA);
        add(new Offer(producer, serial, length, null, true, inOrder, interrupted, outcome));
        return outcome;
    }

    /** Offers a source. */
    Outcome source(int producer, int length, boolean good, Function<byte[], CountedSource> make) {
        int serial = nextSerial(producer);
        CountedSource source = make.apply(Records.record(producer, serial, length));
        boolean interrupted = Thread.currentThread().isInterrupted();
        Outcome outcome = sink.write(source);
        checkInterrupt(interrupted);
        add(new Offer(producer, serial, length, source, good, false, interrupted, outcome));
        return outcome;
    }

    private void checkInterrupt(boolean before) {
        if (Thread.currentThread().isInterrupted() != before) {
            String who = Thread.currentThread().getName();
            addProblem("promise 14: " + who
                    + (before ? " was interrupted, and a write took that away" : " was interrupted by a write"));
        }
    }

    private synchronized void addProblem(String problem) {
        problems.add(problem);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    private synchronized int nextSerial(int producer) {
        return serials.merge(producer, 1, Integer::sum);
    }

    private synchronized void add(Offer offer) {
        all.add(offer);
    }

    synchronized List<Offer> all() {
        return List.copyOf(all);
    }
}
