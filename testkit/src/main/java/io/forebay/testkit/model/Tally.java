package io.forebay.testkit.model;

import io.forebay.api.FailReason;
import io.forebay.api.FlushReport;
import io.forebay.api.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often each thing was done, and each answer given, in some sequences. A model that never comes to a full buffer proves little.
 *
 * <p><b>Threads.</b> One at a time.
 */
final class Tally {
    /** Fewer sequences than this say nothing of what is rare. */
    static final int ENOUGH = 400;

    /** How many sequences may go by, on average, until something has come up once. */
    private static final int RARE = 200;

    /** What may be done. */
    enum Deed {
        OPEN,
        OPEN_SECOND,
        OPEN_IN_VAIN,
        WRITE,
        WRITE_INTERRUPTED,
        WRITE_TO_CLOSED,
        BURST,
        PASS,
        FLUSH,
        CLOSE,
        KILL,
        JUMP,
        JUMP_ON_THE_WALL,
        TROUBLE,
        HEAL,
        HEAL_WHILE_WRITING,
        RECOVER,
        SHIP
    }

    /** What may come of it. */
    enum Event {
        CALLER_WAITED,
        RECOVERED,
        LOST_AT_CLOSE,
        LONGEST_SEQUENCE
    }

    private final Map<Enum<?>, Long> counts = new HashMap<>();
    private long sequences;
    private long actions;

    void count(Enum<?> what) {
        count(what, 1);
    }

    private void count(Enum<?> what, long times) {
        counts.merge(what, times, Long::sum);
    }

    /** Adds what came up in one sequence. */
    void add(Tally sequence, int length) {
        sequences++;
        actions += length;
        sequence.counts.forEach(this::count);
        if (length >= Moves.MOST) {
            count(Event.LONGEST_SEQUENCE);
        }
    }

    long sequences() {
        return sequences;
    }

    /** What there is too little of in so many sequences; nothing while they are few. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        if (sequences >= ENOUGH) {
            for (Enum<?> what : all()) {
                long count = counts.getOrDefault(what, 0L);
                if (count * RARE < sequences) {
                    gaps.add(name(what) + " came up " + count + " times in " + this);
                }
            }
        }
        return gaps;
    }

    private static Set<Enum<?>> all() {
        Set<Enum<?>> all = new LinkedHashSet<>();
        for (Enum<?>[] some : List.of(
                Deed.values(),
                Writing.Kind.values(),
                Mishap.values(),
                Outcome.values(),
                FailReason.values(),
                Event.values())) {
            all.addAll(List.of(some));
        }
        for (FlushReport.Status status : FlushReport.Status.values()) {
            // A flush of a sink that is closed is not an action of its own: each close makes one.
            if (status != FlushReport.Status.CLOSED) {
                all.add(status);
            }
        }
        return all;
    }

    private static String name(Enum<?> what) {
        return what.getDeclaringClass().getSimpleName() + " " + what;
    }

    /** All counts, one a line. */
    String table() {
        StringBuilder table = new StringBuilder(toString());
        for (Enum<?> what : all()) {
            table.append(String.format("%n  %,9d %s", counts.getOrDefault(what, 0L), name(what)));
        }
        return table.toString();
    }

    @Override
    public String toString() {
        return String.format("%,d sequences of %,d actions", sequences, actions);
    }
}
