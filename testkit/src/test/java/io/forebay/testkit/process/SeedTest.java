package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.api.TimeSource;
import io.forebay.testkit.MemoryStorage;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.SuiteRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SeedTest {
    private static final String SEED = "repeat with -Dforebay.seed=";

    /** Nothing works on it. */
    public static final class Refusing extends MemoryStorage {
        /** For those that make one by the name of its class. */
        public Refusing() {}

        @Override
        public void prepare(Path directory) throws IOException {
            throw new IOException("no directory today");
        }

        @Override
        public RecordSink open(TargetOpener target, SinkSettings settings, TimeSource time) throws IOException {
            throw new IOException("no sink today");
        }
    }

    /** Not found by the build, since it is nested and static; so are the others. */
    static final class Shipper extends HostileShipper {
        @Override
        protected StorageUnderTest storage() {
            return new Refusing();
        }
    }

    static final class Disk extends FullDisk {
        @Override
        protected StorageUnderTest storage() {
            return new Refusing();
        }
    }

    static final class Kills extends RandomKills {
        @Override
        protected StorageUnderTest storage() {
            return new Refusing();
        }
    }

    @Test
    void a_hostile_shipper_whose_storage_throws_tells_the_seed() {
        assertThat(SuiteRun.failure(
                        Shipper.class, "promise4_each_of_10000_files_is_whole_when_first_seen_and_never_changes"))
                .contains("no directory today", SEED);
    }

    @Test
    void a_full_disk_whose_storage_throws_tells_the_seed() {
        assertThat(SuiteRun.failure(Disk.class, "promise12_records_fill_a_tmpfs_and_a_shipper_makes_room"))
                .contains("no directory today", SEED);
    }

    @Test
    void random_kills_whose_storage_throws_tell_the_seed_and_where_it_was_thrown() {
        assertThat(SuiteRun.failure(
                        Kills.class, "promise9_twenty_five_kills_at_random_cost_at_most_what_was_in_buffers"))
                .contains("no directory today", SEED, "directory 0", Refusing.class.getSimpleName() + ".prepare");
    }
}
