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

    Offers(RecordSink sink) {
        this.sink = sink;
    }

    /**
     * A record.
     *
     * @param source null for bytes
     * @param good whether it must be published once it is accepted
     */
    record Offer(
            int producer,
            int serial,
            int length,
            @Nullable CountedSource source,
            boolean good,
            boolean inOrder,
            Outcome outcome) {}

    /** Offers bytes. */
    Outcome bytes(int producer, int length, boolean inOrder) {
        int serial = nextSerial(producer);
        byte[] record = Records.record(producer, serial, length);
        Outcome outcome = sink.write(record);
        // Reuse is allowed at once; whoever still reads the array is found out.
        Arrays.fill(record, (byte) 0xAA);
        add(new Offer(producer, serial, length, null, true, inOrder, outcome));
        return outcome;
    }

    /** Offers a source. */
    Outcome source(int producer, int length, boolean good, Function<byte[], CountedSource> make) {
        int serial = nextSerial(producer);
        CountedSource source = make.apply(Records.record(producer, serial, length));
        Outcome outcome = sink.write(source);
        add(new Offer(producer, serial, length, source, good, false, outcome));
        return outcome;
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
