package io.forebay.mmap;

import io.forebay.testkit.CrashSweep;
import io.forebay.testkit.FlushTargetContract;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.TargetHarness;
import io.forebay.testkit.disk.SpoolHarness;
import io.forebay.testkit.process.FullDisk;
import io.forebay.testkit.process.HostileShipper;
import io.forebay.testkit.process.RandomKills;
import io.forebay.testkit.process.SystemCallKills;
import io.forebay.testkit.sweep.FaultSweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The suites once more, with temporary files in a directory of their own; in the build, those of {@code storage-nio} do. */
@Tag("stress")
class MmapWithTempTest {
    private static final StorageUnderTest STORAGE = new MmapTempStorage();

    @Nested
    class Contract extends FlushTargetContract {
        @Override
        protected TargetHarness harness() throws IOException {
            Path directory = Files.createTempDirectory("forebay-contract");
            STORAGE.prepare(directory);
            return new SpoolHarness(directory, true, STORAGE.capabilities(), path -> STORAGE.in(path, true));
        }
    }

    @Nested
    class Faults extends FaultSweep {
        @Override
        protected StorageUnderTest storage() {
            return STORAGE;
        }
    }

    @Nested
    class Crashes extends CrashSweep {
        @Override
        protected StorageUnderTest storage() {
            return STORAGE;
        }
    }

    @Nested
    class System_call_kills extends SystemCallKills {
        @Override
        protected StorageUnderTest storage() {
            return STORAGE;
        }
    }

    @Nested
    class Random_kills extends RandomKills {
        @Override
        protected StorageUnderTest storage() {
            return STORAGE;
        }
    }

    @Nested
    class Full_disk extends FullDisk {
        @Override
        protected StorageUnderTest storage() {
            return STORAGE;
        }
    }

    @Nested
    class Hostile_shipper extends HostileShipper {
        @Override
        protected StorageUnderTest storage() {
            return STORAGE;
        }
    }
}
