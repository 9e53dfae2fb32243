package io.forebay.testkit.model;

import io.forebay.testkit.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/** Several threads that write to one sink at once. */
final class Burst {
    /** The most threads, the driver among them. */
    static final int MOST = 16;

    private final List<Writer> writers = new ArrayList<>();
    private final List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param writings for each thread what it writes
     * @param to makes the place for one record, for the number of a thread
     */
    Burst(List<List<Writing>> writings, IntFunction<Writing.To> to) {
        for (int thread = 0; thread < writings.size(); thread++) {
            List<Writing.To> places = new ArrayList<>();
            for (int i = 0; i < writings.get(thread).size(); i++) {
                places.add(to.apply(thread));
            }
            writers.add(new Writer(writings.get(thread), places, new ArrayList<>()));
        }
    }

    private record Writer(List<Writing> writings, List<Writing.To> places, List<Offer> offers) {
        void run() {
            for (int i = 0; i < writings.size(); i++) {
                offers.add(writings.get(i).offer(places.get(i)));
            }
        }
    }

    /** Moves time on until all threads have ended. */
    void run(SimulatedTime time, ThreadGroup group) {
        List<Thread> threads = new ArrayList<>();
        for (Writer writer : writers) {
            Thread thread = new Thread(
                    group,
                    () -> {
                        try {
                            writer.run();
                        } catch (RuntimeException | Error e) {
                            thrown.add(e);
                        }
                    },
                    "forebay-model-writer-" + threads.size());
            threads.add(thread);
            thread.start();
        }
        time.join(threads);
        if (!thrown.isEmpty()) {
            throw new AssertionError("a writer was thrown " + thrown.get(0), thrown.get(0));
        }
    }

    /** What was said to them; to be read when all have ended. */
    List<Offer> offers() {
        return writers.stream().flatMap(writer -> writer.offers.stream()).toList();
    }
}
