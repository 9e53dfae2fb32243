package io.forebay.mmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.spool.Sync;
import io.forebay.testkit.disk.SpoolView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit that an error has ended: the record was not accepted, so it must neither count nor spoil those that are. */
class FailedCommitTest {
    private static final int CAPACITY = 64;
    private static final int MOST_ATTEMPTS = 1000;
    private static final long STACK = 256 * 1024;

    @TempDir
    Path root;

    @Test
    void promise2_a_record_whose_commit_overflows_the_stack_leaves_no_trace_wherever_that_happens() throws Exception {
        int attempts = 1;
        while (attempts < MOST_ATTEMPTS && failsAndLeavesNoTrace(attempts)) {
            attempts++;
        }
        assertThat(attempts).as("attempts until one succeeded").isBetween(2, MOST_ATTEMPTS - 1);
    }

    /** Tells whether a commit fails so often, one frame further from the end of the stack each time. */
    private boolean failsAndLeavesNoTrace(int attempts) throws Exception {
        Path directory = Files.createDirectory(root.resolve("attempts-" + attempts));
        boolean failed;
        Amount told;
        try (FlushTarget target = MmapTarget.in(directory).sync(Sync.PUBLISH).open(new TargetSpec(1, 2, CAPACITY))) {
            Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
            commit(segment, 0, "one\n");
            Attempts never = new Attempts(() -> commit(segment, 4, "never\n"), attempts);
            failed = !inShortThread(never);
            if (failed) {
                commit(segment, 4, "two\n");
            }
            told = segment.abandon();
        }
        if (failed) {
            assertThat(told).as("told after %s attempts", attempts).isEqualTo(new Amount(2, 8));
            assertThat(SpoolRecovery.in(directory).run().quarantined()).isEmpty();
            assertThat(new SpoolView(directory).visible().values()).containsExactly("one\ntwo\n".getBytes(UTF_8));
        }
        return failed;
    }

    private static void commit(Segment segment, int at, String record) {
        byte[] bytes = record.getBytes(UTF_8);
        segment.buffer().put(at, bytes);
        segment.commit(at + bytes.length);
    }

    /** Calls at the end of the stack, and again so many times in all, with one frame more room each time. */
    private static final class Attempts {
        private final Runnable call;
        private int left;
        private boolean succeeded;

        Attempts(Runnable call, int left) {
            this.call = call;
            this.left = left;
        }

        @SuppressWarnings("InfiniteRecursion") // to the end of the stack is where it is to go
        void run() {
            try {
                run();
            } catch (StackOverflowError e) {
                if (left > 0) {
                    left--;
                    call.run();
                    succeeded = true;
                }
            }
        }
    }

    private static boolean inShortThread(Attempts attempts) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            attempts.run();
            return attempts.succeeded;
        });
        new Thread(null, task, "short stack", STACK).start();
        return task.get();
    }
}
