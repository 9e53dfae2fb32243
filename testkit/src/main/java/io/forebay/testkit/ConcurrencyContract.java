package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of several threads, and of readers beside them. */
abstract class ConcurrencyContract extends SharedFileContract {
    private static final int FILES = 40;
    private static final int RECOVERIES = 10;
    private static final int LIMIT_SECONDS = 60;

    @Test
    void promise2_workers_and_their_oversize_records_go_on_side_by_side() throws Exception {
        FlushTarget target = open();
        List<Callable<List<String>>> tasks = new ArrayList<>();
        for (int worker = 0; worker < SPEC.workers(); worker++) {
            int number = worker;
            tasks.add(() -> publishOrdinary(target, number));
            tasks.add(() -> publishOversize(target, number));
        }
        assertThat(contentsAfter(tasks)).containsExactlyInAnyOrderElementsOf(contents());
    }

    @Test
    void several_threads_publish_oversize_records_of_one_worker() throws Exception {
        FlushTarget target = open();
        List<Callable<List<String>>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            tasks.add(() -> publishOversize(target, 1));
        }
        assertThat(contentsAfter(tasks)).containsExactlyInAnyOrderElementsOf(contents());
        assertThat(visible()).hasSize(4 * FILES);
    }

    @Test
    void promise8_threads_that_open_at_once_get_a_buffer_each() throws Exception {
        FlushTarget target = open();
        List<Callable<List<String>>> tasks = new ArrayList<>();
        for (int thread = 0; thread < SPEC.segments(); thread++) {
            String who = String.valueOf((char) ('a' + thread));
            tasks.add(() -> {
                List<String> published = new ArrayList<>();
                for (int i = 0; i < FILES; i++) {
                    // No two alike: of two that change places, none would be missed.
                    String number = who + i;
                    String fill = number + who.repeat(CAPACITY - number.length());
                    new FilledSegment(target.open(SegmentSpec.oversize(0, CAPACITY, CAPACITY)))
                            .add(fill)
                            .publish();
                    published.add(fill);
                }
                return published;
            });
        }
        assertThat(contentsAfter(tasks)).containsExactlyInAnyOrderElementsOf(contents());
    }

    @Test
    void promise4_a_reader_beside_the_writers_sees_whole_files_only() throws Exception {
        String half = "=".repeat(1_000);
        FlushTarget target = place().open(new TargetSpec(1, 1, 2 * half.length()));
        try {
            Callable<?> writer = () -> {
                for (int i = 0; i < 3 * FILES; i++) {
                    FilledSegment segment = new FilledSegment(target.open(SegmentSpec.ordinary(0, 2 * half.length())));
                    segment.add(half).spill().add(half).publish();
                }
                return null;
            };
            whileRunning(writer, () -> {
                assertThat(contents()).allSatisfy(text -> assertThat(text).isEqualTo(half + half));
                return null;
            });
            assertThat(contents()).hasSize(3 * FILES).containsOnly(half + half);
        } finally {
            target.close();
        }
    }

    @Test
    void promise8_threads_that_open_too_many_at_once_get_what_the_spec_says_and_no_more() throws Exception {
        FlushTarget target = open();
        List<Callable<List<String>>> tasks = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(2 * SPEC.segments());
        for (int thread = 0; thread < 2 * SPEC.segments(); thread++) {
            int worker = thread % SPEC.workers();
            tasks.add(() -> {
                start.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                return openedOrRefused(target, worker);
            });
        }
        assertThat(contentsAfter(tasks)).as("segments that were opened").hasSize(SPEC.segments());
    }

    @Test
    void promise13_recovery_beside_a_busy_target_finds_nothing() throws Exception {
        require(Capability.SHARES_PLACE);
        FlushTarget target = open();
        AtomicInteger recoveries = new AtomicInteger();
        Queue<String> published = new ConcurrentLinkedQueue<>();
        Callable<?> writer = () -> {
            boolean more = true;
            while (more) {
                more = recoveries.get() < RECOVERIES && !Thread.currentThread().isInterrupted();
                String text = "file " + published.size();
                ordinary(target, 0).add(text).spill().add(" end").publish();
                published.add(text + " end");
            }
            return null;
        };
        whileRunning(writer, () -> {
            boolean busy = !published.isEmpty();
            assertFoundNothing(recoverAnew());
            return busy ? recoveries.incrementAndGet() : 0;
        });
        assertThat(contents()).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void promise3_recovery_beside_targets_that_come_and_go_publishes_what_they_leave_once() throws Exception {
        require(Capability.SHARES_PLACE);
        require(Capability.RECOVERS);
        List<String> left = new ArrayList<>();
        whileRunning(
                () -> {
                    for (int i = 0; i < FILES / 2; i++) {
                        leaveBehind("left " + i);
                        left.add("left " + i);
                    }
                    return left;
                },
                this::recoverAnew);
        recoverAnew();
        assertThat(contents()).containsExactlyInAnyOrderElementsOf(left);
    }

    @Test
    void promise14_an_interrupt_of_the_thread_costs_no_record() throws IOException {
        FlushTarget target = open();
        FilledSegment other = ordinary(target, 1).add("other,").spill().add("end");
        FilledSegment segment = ordinary(target, 0).add("spilled,").spill().add("end");
        Thread.currentThread().interrupt();
        boolean published = publishedAllTheSame(segment);
        // What becomes of the flag is the thread's affair; a target may leave it or clear it.
        Thread.interrupted();
        if (!published) {
            segment.publish();
        }
        other.publish();
        assertThat(contents()).containsExactlyInAnyOrder("spilled,end", "other,end");
    }

    private static List<String> openedOrRefused(FlushTarget target, int worker) {
        try {
            return List.of(target.open(SegmentSpec.ordinary(worker, CAPACITY)).toString());
        } catch (IOException refused) {
            return List.of();
        }
    }

    private static boolean publishedAllTheSame(FilledSegment segment) {
        try {
            segment.publish();
            return true;
        } catch (IOException interrupted) {
            return false;
        }
    }

    /** Does one thing again and again, at least once, while another one runs. */
    static void whileRunning(Callable<?> running, Callable<?> repeated) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> done = thread.submit(running);
            do {
                repeated.call();
            } while (!done.isDone());
            done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } finally {
            end(thread);
        }
    }

    private List<String> publishOrdinary(FlushTarget target, int worker) throws IOException {
        List<String> published = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            String text = "worker " + worker + " file " + i;
            FilledSegment segment = ordinary(target, worker);
            segment.add(text).spill().add(" end").publish();
            published.add(text + " end");
        }
        return published;
    }

    private List<String> publishOversize(FlushTarget target, int worker) throws IOException {
        List<String> published = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            String text = "large " + worker + " record " + i + ".".repeat(20);
            FilledSegment segment = oversize(target, worker);
            segment.put(text.getBytes(UTF_8)).spill().add(" end").publish();
            published.add(text + " end");
        }
        return published;
    }

    /** Runs all at once and returns what they say that they have published. */
    private static List<String> contentsAfter(List<Callable<List<String>>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<String> all = new ArrayList<>();
            for (Future<List<String>> task : threads.invokeAll(tasks, LIMIT_SECONDS, TimeUnit.SECONDS)) {
                all.addAll(get(task));
            }
            return all;
        } finally {
            end(threads);
        }
    }

    private static List<String> get(Future<List<String>> task)
            throws InterruptedException, ExecutionException, TimeoutException {
        return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    static void end(ExecutorService threads) throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("the threads of the test end within %d s", LIMIT_SECONDS)
                .isTrue();
    }
}
