package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import io.forebay.api.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CrashFixtureTest {
    private static final String SEED = "again with -Dforebay.seed=";

    private static Supplier<StorageUnderTest> storage = MemoryStorage::new;

    /** Not found by the build, since it is nested and static. */
    static final class Subject extends CrashSweep {
        @Override
        protected StorageUnderTest storage() {
            return storage.get();
        }
    }

    /** Its recovery is refused. */
    private static final class Unrecovered extends MemoryStorage {
        @Override
        public Recovery recover(Path directory) throws IOException {
            throw new IOException("no recovery today");
        }
    }

    /** Nothing can be opened on it. */
    private static final class Unopened extends MemoryStorage {
        @Override
        public TargetOpener in(Path directory, boolean forced) {
            return spec -> {
                throw new IOException("no target today");
            };
        }

        @Override
        public RecordSink open(TargetOpener target, SinkSettings settings, TimeSource time) throws IOException {
            throw new IOException("no sink today");
        }
    }

    @Test
    void a_refused_recovery_tells_the_crash_the_adapter_and_the_seed() {
        assertThat(failure(
                        Unrecovered::new,
                        "promises_3_4_9_and_13_hold_when_a_writer_dies_at_any_call_and_its_recoverer_too"))
                .contains("no recovery today", "of a plain writer", "on Unrecovered", SEED);
    }

    @Test
    void a_refused_recovery_after_a_loss_of_power_tells_the_crash_the_adapter_and_the_seed() {
        assertThat(failure(
                        Unrecovered::new,
                        "promises_3_4_and_9_hold_when_the_disk_has_refused_calls_before_the_power_goes"))
                .contains("no recovery today", "operation 0", "on Unrecovered", SEED);
    }

    @Test
    void a_recovery_that_is_refused_while_the_power_is_on_tells_the_crash_and_the_seed() {
        assertThat(failure(Unrecovered::new, "promises_3_4_and_9_hold_when_the_power_goes_again_during_recovery"))
                .contains("no recovery today", "operation 0", "on Unrecovered", SEED);
    }

    @Test
    void a_writer_that_can_not_open_its_target_tells_the_seed() {
        assertThat(failure(
                        Unopened::new,
                        "promises_3_4_and_9_hold_for_forced_files_when_the_power_goes_after_any_operation"))
                .contains("no target today", "on Unopened", SEED);
    }

    @Test
    void a_sink_that_does_not_open_tells_the_seed() {
        assertThat(failure(Unopened::new, "promises_9_and_10_hold_for_what_a_sink_has_flushed_when_the_power_goes"))
                .contains("no sink today", "on Unopened", SEED);
    }

    @Test
    void a_sweep_without_crashes_tells_the_seed() {
        assertThat(failure(MemoryStorage::new, "promise3_holds_without_force_when_the_power_goes_after_any_operation"))
                .contains(SEED);
    }

    private static String failure(Supplier<StorageUnderTest> on, String test) {
        storage = on;
        return SuiteRun.failure(Subject.class, test);
    }
}
