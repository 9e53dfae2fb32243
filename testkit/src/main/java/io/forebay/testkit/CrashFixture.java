package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.SpilledDataLostException;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What the parts of {@link CrashSweep} share: directories by the thousand, and a count of the crashes that were looked into. */
abstract class CrashFixture {
    static final DiskFault NO_FAULT = (call, path) -> {};

    private static final String PROPERTY = "forebay.seed";
    private static final Path MEMORY = Path.of("/dev/shm");

    /** What a test is drawn from, or the first of the seeds that it takes one after the other. */
    final long seed = Long.getLong(PROPERTY, new Random().nextInt(1_000_000));

    private Path root = Path.of("");
    private String test = "";
    private int places;
    private long crashes;

    /**
     * Names the adapter that is put to the test.
     *
     * @return the same each time
     */
    protected abstract StorageUnderTest storage();

    /** In memory where the machine has that: thousands of lives with forced files take their time on a disk. */
    @BeforeEach
    void makeRoot(TestInfo info) throws IOException {
        root = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "forebay-crash")
                : Files.createTempDirectory("forebay-crash");
        test = info.getDisplayName();
    }

    @AfterEach
    void deleteRoot() throws IOException {
        new SpoolView(root).delete();
    }

    /** A directory that is not there yet. */
    Path unused() {
        return root.resolve("p" + places++);
    }

    /** A directory that nobody has used yet. */
    Path fresh() throws IOException {
        Path directory = Files.createDirectory(unused());
        storage().prepare(directory);
        return directory;
    }

    /** Something that may go wrong in ways that nobody has foreseen. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** A failure that says what to repeat. */
    private static final class Told extends AssertionError {
        private static final long serialVersionUID = 1;

        Told(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Takes a step; whatever comes out of it, be it the storage's own exception, says what had happened and how to repeat it. */
    <T> T telling(long seed, String crash, Step<T> step) {
        try {
            return step.run();
        } catch (Told e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw new Told(
                    "%s%n  after %s%n  on %s; again with -D%s=%d"
                            .formatted(
                                    e instanceof AssertionError ? e.getMessage() : e,
                                    crash,
                                    storage().getClass().getSimpleName(),
                                    PROPERTY,
                                    seed),
                    e);
        }
    }

    /** Lets a writer write on a disk over a directory, to its end or until the disk dies. */
    void write(Path directory, FaultyDisk disk, CrashAccount account, long seed, boolean forced, DiskFault fault)
            throws IOException {
        try {
            boolean keepsCommitted = storage().capabilities().contains(Capability.KEEPS_COMMITTED);
            new CrashWriter(seed, account, keepsCommitted).run(storage().in(disk.path(), forced), disk, fault);
        } catch (SpilledDataLostException e) {
            // To a target that closes a handle while its disk dies, this looks like a failed close; nobody hears of it
            // then.
            if (!disk.dead()) {
                throw new AssertionError("nothing may be lost to a refused call", e);
            }
        } finally {
            // Whether it has died or come to its end, it is over.
            new SpoolView(directory).forgetInstances();
        }
    }

    /** Counts a crash, fails if something is wrong after it, and removes its directory. */
    void judge(Path directory, List<String> problems) throws IOException {
        crashes++;
        assertThat(problems)
                .withFailMessage(() -> String.join(System.lineSeparator(), problems))
                .isEmpty();
        new SpoolView(directory).delete();
    }

    /** Tells how many crashes were looked into, so that a sweep that has become empty is seen. */
    void report(long seeds, int atLeast) {
        System.out.printf(
                "%s: %s, %d seeds from %d: %d crashes%n",
                storage().getClass().getSimpleName(), test, seeds, seed, crashes);
        assertThat(crashes).as("crashes; again with -D%s=%d", PROPERTY, seed).isGreaterThanOrEqualTo(atLeast);
    }
}
