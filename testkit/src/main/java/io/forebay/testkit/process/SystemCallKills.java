package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.testkit.Capability;
import io.forebay.testkit.SampleSize;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.KillSweep.Killed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A suite that has a real process killed, by strace, at each call that it makes to the file system: while it writes, and while it recovers
 * what a killed one has left.
 *
 * <p>After each kill it recovers, and expects that no record is torn, altered or there twice; that every record is there which was spilled
 * or published, and with {@link Capability#KEEPS_COMMITTED} every accepted one; that what was visible stays as it was; that files have
 * their permission, before recovery too; that nothing is left to be recovered.
 *
 * <p>An adapter extends it with one method:
 *
 * <pre>{@code
 * class MySystemCallKillsTest extends SystemCallKills {
 *     @Override protected StorageUnderTest storage() { return new MyStorage(); }
 * }
 * }</pre>
 *
 * <p>An ordinary run takes each call that changes something on the disk, and a part of those that only look, drawn by a seed, or a
 * {@link SampleSize share} of both; the tests with the tag {@code stress} take all. Where strace is missing, or may not be used, the tests are skipped and say so.
 *
 * <p><b>Threads.</b> As JUnit has it; each test works on directories of its own.
 */
public abstract class SystemCallKills {
    /** Far more than it takes where nothing else runs. */
    private static final int A_BUSY_MACHINES_SECONDS = 600;

    private static final int SOME = 8;
    private static final int ALL = 1;

    /** For subclasses. */
    protected SystemCallKills() {}

    /**
     * Tells what is put to the test.
     *
     * @return a storage of a class that is public and has a public constructor without parameters
     */
    protected abstract StorageUnderTest storage();

    @Test
    @Timeout(A_BUSY_MACHINES_SECONDS)
    void promise9_a_writer_killed_at_any_file_call_loses_only_what_was_in_its_buffers() throws Exception {
        sweepWriter(true, SOME);
    }

    @Test
    @Timeout(A_BUSY_MACHINES_SECONDS)
    void promise3_a_recoverer_killed_at_any_file_call_loses_nothing_and_publishes_nothing_twice() throws Exception {
        sweepRecoverer(true, FileCall::renames, SOME);
    }

    @Test
    @Tag("stress")
    @Timeout(1_200)
    void promise9_holds_at_every_single_file_call_forced_or_not() throws Exception {
        sweepWriter(true, ALL);
        sweepWriter(false, ALL);
    }

    @Test
    @Tag("stress")
    @Timeout(1_200)
    void promise3_holds_at_every_single_file_call_of_a_recoverer_forced_or_not() throws Exception {
        sweepRecoverer(true, FileCall::renames, ALL);
        sweepRecoverer(false, FileCall::renames, ALL);
        sweepRecoverer(true, FileCall::writes, ALL);
        sweepRecoverer(false, FileCall::writes, ALL);
    }

    @Test
    @Tag("stress")
    @Timeout(1_200)
    void promise3_whatever_a_killed_writer_has_left_its_recoverer_may_be_killed_too() throws Exception {
        sweepBoth(true);
        sweepBoth(false);
    }

    private void sweepWriter(boolean forced, int oneIn) throws Exception {
        try (Scratch scratch = new Scratch()) {
            KillSweep sweep = new KillSweep(recovering(), forced, scratch);
            sweep("writer" + (forced ? ", forced" : ""), sweep, watched(sweep), null, oneIn);
        }
    }

    /** The writer dies at the last of its calls that fits, when most is unpublished; then its recoverer at any. */
    private void sweepRecoverer(boolean forced, Predicate<FileCall> fits, int oneIn) throws Exception {
        try (Scratch scratch = new Scratch()) {
            KillSweep sweep = new KillSweep(recovering(), forced, scratch);
            List<FileCall> deaths = watched(sweep).stream().filter(fits).toList();
            assertThat(deaths).as("calls of the writer that it could die at").isNotEmpty();
            FileCall death = deaths.get(deaths.size() - 1);
            Killed state = sweep.killWriterAt(death);
            String what = "recoverer of a writer killed at " + death + (forced ? ", forced" : "");
            sweep(what, sweep, sweep.calls(state), state, oneIn);
        }
    }

    /** The writer dies at each of its calls that change something; and each time its recoverer at one of its own, at another one each time. */
    private void sweepBoth(boolean forced) throws Exception {
        try (Scratch scratch = new Scratch()) {
            KillSweep sweep = new KillSweep(recovering(), forced, scratch);
            List<String> problems = new ArrayList<>();
            int kills = 0;
            List<FileCall> deaths =
                    watched(sweep).stream().filter(FileCall::changes).toList();
            for (FileCall death : deaths) {
                Killed state = sweep.killWriterAt(death);
                List<FileCall> calls =
                        sweep.calls(state).stream().filter(FileCall::changes).toList();
                // Where the writer died before there was anything, nothing is changed.
                if (!calls.isEmpty()) {
                    FileCall second = calls.get(kills % calls.size());
                    kills++;
                    sweep.killAt(List.of(second), state)
                            .forEach(problem -> problems.add("after a writer killed at " + death + ", " + problem));
                }
            }
            System.out.println("Killed writer and recoverer " + kills + " times, for " + deaths.size()
                    + " deaths of the writer" + (forced ? ", forced" : ""));
            assertThat(deaths).as("calls that change the disk").hasSizeGreaterThan(3);
            assertThat(problems).isEmpty();
            assertThat(kills).as("recoverers that were killed").isGreaterThan(deaths.size() / 2);
        }
    }

    private StorageUnderTest recovering() {
        StorageUnderTest storage = storage();
        assumeTrue(storage.capabilities().contains(Capability.RECOVERS), "the storage does not recover");
        return storage;
    }

    private static List<FileCall> watched(KillSweep sweep) throws IOException {
        try {
            return sweep.calls(null);
        } catch (Strace.UnusableException e) {
            return abort(e.getMessage());
        }
    }

    private static void sweep(String who, KillSweep sweep, List<FileCall> calls, @Nullable Killed state, int oneIn) {
        Seed seed = Seed.draw();
        seed.telling(() -> sweep(who, sweep, calls, state, oneIn, seed));
    }

    private static void sweep(
            String who, KillSweep sweep, List<FileCall> calls, @Nullable Killed state, int oneIn, Seed seed)
            throws InterruptedException {
        List<FileCall> chosen = new ArrayList<>();
        int looks = seed.random().nextInt(oneIn);
        for (FileCall call : calls) {
            if (call.changes() || looks++ % oneIn == 0) {
                chosen.add(call);
            }
        }
        if (oneIn != ALL) {
            Collections.shuffle(chosen, seed.random());
            chosen.subList(SampleSize.of(chosen.size()), chosen.size()).clear();
        }
        System.out.println("Killed at " + chosen.size() + " of " + calls.size() + " file calls: " + who + "; " + seed);
        assertThat(calls.stream().filter(FileCall::changes))
                .as("calls that change the disk")
                .hasSizeGreaterThan(3);
        assertThat(sweep.killAt(chosen, state)).as(who).isEmpty();
    }
}
