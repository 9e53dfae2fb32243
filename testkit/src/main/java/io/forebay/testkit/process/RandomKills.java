package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.testkit.Capability;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.StorageUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A suite that has a JVM with eight writing threads killed by kill -9 at a random moment, again and again in the same directory, so
 * that each recovers what the one before it has left, if it lives long enough.
 *
 * <p>The threads acknowledge each accepted record through a pipe, and each flush that has ended well. At the end no record may be
 * torn, altered, out of order or there twice; all that any thread had acknowledged before a flush began that ended well must be there; and of what was acknowledged, each life may have cost at most
 * what its buffers hold, or with {@link Capability#KEEPS_COMMITTED} nothing.
 *
 * <p>An adapter extends it with one method:
 *
 * <pre>{@code
 * class MyRandomKillsTest extends RandomKills {
 *     @Override protected StorageUnderTest storage() { return new MyStorage(); }
 * }
 * }</pre>
 *
 * <p>The seed in a failure's message draws the same settings, records and moments again; what the threads have done by then differs.
 *
 * <p><b>Threads.</b> As JUnit has it; each test works on directories of its own.
 */
public abstract class RandomKills {
    /** Far more than it takes where nothing else runs. */
    private static final int A_BUSY_MACHINES_SECONDS = 600;

    private static final int LIVES = 5;
    private static final int AT_A_TIME = 2;

    /** For subclasses. */
    protected RandomKills() {}

    /**
     * Tells what is put to the test.
     *
     * @return a storage of a class that is public and has a public constructor without parameters
     */
    protected abstract StorageUnderTest storage();

    @Test
    @Timeout(A_BUSY_MACHINES_SECONDS)
    void promise9_twenty_five_kills_at_random_cost_at_most_what_was_in_buffers() {
        kill(25);
    }

    @Test
    @Tag("stress")
    @Timeout(3_000)
    void promise9_a_thousand_kills_at_random_cost_at_most_what_was_in_buffers() {
        kill(1_000);
    }

    private void kill(int kills) {
        StorageUnderTest storage = storage();
        assumeTrue(storage.capabilities().contains(Capability.RECOVERS), "the storage does not recover");
        Seed seed = Seed.draw();
        seed.telling(() -> kill(kills, storage, seed));
    }

    private static void kill(int kills, StorageUnderTest storage, Seed seed) throws IOException, InterruptedException {
        Random random = seed.random();
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        List<Future<Fate>> fates = new ArrayList<>();
        try (Scratch scratch = new Scratch()) {
            for (int i = 0; i < kills / LIVES; i++) {
                long own = random.nextLong();
                fates.add(pool.submit(() -> liveAndDie(storage, scratch.directoryFor(storage), own)));
            }
            Fate all = Fate.NONE;
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < fates.size(); i++) {
                try {
                    Fate fate = fates.get(i).get();
                    all = all.plus(fate);
                    for (String problem : fate.problems()) {
                        problems.add("directory " + i + ": " + problem);
                    }
                } catch (ExecutionException e) {
                    problems.add("directory " + i + ": " + Throwables.getStackTrace(e.getCause()));
                }
            }
            System.out.println(kills + " times kill -9: " + all + "; " + seed);
            assertThat(problems).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * What came of some lives.
     *
     * @param early lives that ended before their sink was open
     * @param accepted records acknowledged
     * @param lost bytes of them that are not there
     * @param worst the largest part of its buffers that one life has lost, in percent
     * @param problems what is wrong
     */
    private record Fate(long early, long accepted, long lost, long worst, List<String> problems) {
        static final Fate NONE = new Fate(0, 0, 0, 0, List.of());

        Fate plus(Fate other) {
            return new Fate(
                    early + other.early,
                    accepted + other.accepted,
                    lost + other.lost,
                    Math.max(worst, other.worst),
                    List.of());
        }

        @Override
        public String toString() {
            return early + " of them while a sink was opened; " + accepted + " records acknowledged, " + lost
                    + " bytes lost, at most " + worst + " % of what the buffers hold";
        }
    }

    private static Fate liveAndDie(StorageUnderTest storage, Path directory, long seed) throws IOException {
        boolean keepsAccepted = storage.capabilities().contains(Capability.KEEPS_COMMITTED);
        Random random = new Random(seed);
        RecordChecker records = new RecordChecker();
        List<KilledLife> lives = new ArrayList<>();
        for (int number = 0; number < LIVES; number++) {
            KilledLife life = KilledLife.live(storage, directory, number, random.nextLong());
            life.tell(records, keepsAccepted);
            lives.add(life);
        }
        List<String> problems = new ArrayList<>(Aftermath.problems(storage, directory, records));
        Fate fate = Fate.NONE;
        for (KilledLife life : lives) {
            long lost = life.lost(records);
            if (lost > life.mayLose()) {
                problems.add(life + ": " + lost + " bytes are lost, and buffers hold only " + life.mayLose());
            }
            fate = fate.plus(
                    new Fate(life.opened() ? 0 : 1, life.accepted(), lost, 100 * lost / life.mayLose(), List.of()));
        }
        Scratch.delete(directory);
        return new Fate(fate.early(), fate.accepted(), fate.lost(), fate.worst(), problems);
    }
}
