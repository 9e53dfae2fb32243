package io.forebay.testkit.sweep;

import io.forebay.testkit.SinkPromises;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.util.Throwables;

/** Goes through schedules, some at a time, counts them, and says which broke a promise. */
final class Sweep {
    /** Names the one run to repeat. */
    private static final String ONLY = "forebay.sweep.only";
    /** Draws the sample. */
    private static final String SEED = "forebay.seed";

    private static final int MOST_FAILURES = Integer.getInteger("forebay.sweep.most", 12);
    private static final int SIDE_BY_SIDE = 3;

    private final String title;
    private final SinkPromises.Opener opener;
    private final long seed = Long.getLong(SEED, System.nanoTime());

    Sweep(String title, SinkPromises.Opener opener) {
        this.title = title;
        this.opener = opener;
    }

    /** Draws some schedules. */
    <P extends Place> List<Schedule<P>> sample(List<Schedule<P>> from, int count) {
        List<Schedule<P>> all = new ArrayList<>(from);
        Collections.shuffle(all, new Random(seed));
        return all.subList(0, Math.min(count, all.size()));
    }

    /**
     * Goes through them.
     *
     * @param floor so many there must be, and their fault must strike in nearly all
     */
    <P extends Place> void run(List<Schedule<P>> schedules, int floor) throws Exception {
        String only = System.getProperty(ONLY);
        List<Schedule<P>> chosen = only == null
                ? schedules
                : schedules.stream()
                        .filter(schedule -> schedule.name().contains(only))
                        .toList();
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        List<String> missed = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Callable<Boolean>> runs = new ArrayList<>();
            for (Schedule<P> schedule : chosen) {
                runs.add(() -> {
                    SweepRun.Result result = go(schedule);
                    if (!result.problems().isEmpty()) {
                        failures.add("\"" + schedule + "\":\n - " + String.join("\n - ", result.problems()));
                    }
                    if (!result.struck()) {
                        missed.add(schedule.name());
                    }
                    return result.struck();
                });
            }
            for (Future<Boolean> run : threads.invokeAll(runs)) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.printf(
                "fault sweep, %s: %,d schedules, of which the fault struck in %,d; seed %d%n",
                title, chosen.size(), chosen.size() - missed.size(), seed);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " of " + chosen.size() + " runs broke a promise; seed " + seed
                    + ", repeat one with -D" + ONLY + "=\"…\":\n"
                    + String.join("\n", failures.subList(0, Math.min(MOST_FAILURES, failures.size()))));
        }
        if (only == null && (chosen.size() < floor || missed.size() > chosen.size() / 10)) {
            throw new AssertionError("the sweep is nearly empty: of " + chosen.size() + " schedules, which should be "
                    + floor + " at least, the fault did not strike in " + missed.size() + ": " + missed + "; seed "
                    + seed);
        }
    }

    /** One run that breaks is a failure with a name, like others, and ends no other run. */
    private <P extends Place> SweepRun.Result go(Schedule<P> schedule) {
        try {
            return SweepRun.go(opener, schedule);
        } catch (Exception | Error e) {
            return new SweepRun.Result(true, List.of(Throwables.getStackTrace(e)));
        }
    }
}
