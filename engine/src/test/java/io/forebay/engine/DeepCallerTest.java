package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.CloseReport;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import io.forebay.api.TargetOpener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A runaway recursion that calls the sink at each level, until its stack ends in the middle of a call.
 *
 * <p>The call that releases a worker's lock is compiled into its caller as a rule, so that no stack ends there. It does with {@code
 * JAVA_TOOL_OPTIONS=-XX:CompileCommand=exclude,io.forebay.engine.BriefLock::unlock}.
 */
class DeepCallerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int THREADS = 15;
    /** On its way back from the end of the stack, how often each of them calls the sink. */
    private static final int CALLS = 60;

    private static final int STACK_BYTES = 256 * 1024;
    /** The JVM rounds the size of a stack to pages. */
    private static final int PAGE = 4_096;

    private static final int SIZE = 1_000;

    private final CountDownLatch room = new CountDownLatch(1);
    private final AtomicInteger overflows = new AtomicInteger();
    private final ExecutorService others = Executors.newCachedThreadPool(daemons());

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "another caller");
            thread.setDaemon(true);
            return thread;
        };
    }

    @AfterEach
    void end() {
        room.countDown();
        others.shutdownNow();
    }

    /** What is called at each level. */
    private enum Call {
        BYTES {
            @Override
            void on(RecordSink sink) {
                sink.write(new byte[20]);
            }
        },
        BUFFER {
            @Override
            void on(RecordSink sink) {
                sink.write(ByteBuffer.allocate(20));
            }
        },
        OVERSIZE {
            @Override
            void on(RecordSink sink) {
                sink.write(new byte[SIZE + 1]);
            }
        },
        SOURCE {
            @Override
            void on(RecordSink sink) {
                sink.write(RecordSource.of(new ByteArrayInputStream(new byte[20])));
            }
        },
        FLUSH {
            @Override
            void on(RecordSink sink) {
                sink.flush(Duration.ZERO);
            }
        },
        LEDGER {
            @Override
            void on(RecordSink sink) {
                sink.ledger();
            }
        };

        abstract void on(RecordSink sink);
    }

    /** One stack, and how many calls of the sink are left to it. */
    private final class Deep implements Runnable {
        private final RecordSink sink;
        private final Call call;
        private int left = CALLS;

        Deep(RecordSink sink, Call call) {
            this.sink = sink;
            this.call = call;
        }

        @Override
        public void run() {
            descend();
        }

        @SuppressWarnings("InfiniteRecursion") // it is what is tested
        private void descend() {
            try {
                descend();
            } catch (StackOverflowError e) {
                overflows.incrementAndGet();
            }
            if (left > 0) {
                left--;
                call.on(sink);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BYTES, false",
        "BYTES, true",
        "BUFFER, false",
        "BUFFER, true",
        "OVERSIZE, false",
        "OVERSIZE, true",
        "SOURCE, false",
        "SOURCE, true",
        "FLUSH, false",
        "LEDGER, false"
    })
    void promise14_aCallerWhoseStackEndsHarmsNoOther(Call call, boolean full) throws Exception {
        RecordSink sink = open(full);
        for (int i = 0; i < THREADS; i++) {
            Thread deep = new Thread(null, new Deep(sink, call), "deep caller", STACK_BYTES + i * PAGE);
            deep.setDaemon(true);
            deep.start();
            deep.join(LONG.toMillis());
            assertThat(deep.isAlive()).as("the caller itself hangs").isFalse();
            assertThat(others.submit(() -> {
                        sink.write(new byte[20]);
                        return sink.ledger();
                    }))
                    .as("another caller, after %d of these", i + 1)
                    .succeedsWithin(LONG);
        }
        assertThat(overflows).hasValueGreaterThan(THREADS);
        room.countDown();
        assertThat(others.submit(() -> sink.close(LONG)))
                .succeedsWithin(LONG.multipliedBy(2))
                .satisfies(DeepCallerTest::assertClean);
    }

    private RecordSink open(boolean full) throws IOException {
        TargetOpener target = TargetOpener.of(bytes -> {
            if (full) {
                await(room);
            }
        });
        RecordSink sink = Forebay.to(target)
                .workers(1)
                .size(SIZE)
                .timeout(Duration.ofMillis(1))
                .rollAge(Duration.ofMillis(50))
                .queue(5)
                .open();
        for (int i = 0; full && i < 3 * SIZE / 20; i++) {
            sink.write(new byte[20]);
        }
        return sink;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertClean(CloseReport report) {
        assertThat(report.clean()).as("%s", report).isTrue();
        assertThat(report.ledger().buffered().records()).isZero();
    }
}
