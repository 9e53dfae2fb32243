package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Lets faults strike, and keeps in mind which temporary files are as they were written, for all that the disk has said. */
final class TemporaryFileWitness implements DiskFault {
    private final Sync sync;
    private final Set<Path> unforced = new HashSet<>();
    private final Set<Path> doubted = new HashSet<>();
    private DiskFault faults = DiskFault.none();
    private boolean lastMoveWasSure;
    private int strikes;

    TemporaryFileWitness(Sync sync) {
        this.sync = sync;
    }

    void add(DiskFault fault) {
        faults = fault.and(faults);
    }

    void heal() {
        faults = DiskFault.none();
    }

    /** How many calls have failed so far. */
    int strikes() {
        return strikes;
    }

    /** Whether the disk has ever said that a file may not be as it was written. */
    boolean doubts() {
        return !doubted.isEmpty();
    }

    /** What was renamed last was forced if it had to be, and no word of the disk was against it. */
    void assertSure() {
        assertThat(lastMoveWasSure).isTrue();
    }

    @Override
    public void before(DiskCall call, Path path) throws IOException {
        strike(call, path, 0);
    }

    @Override
    public int strike(DiskCall call, Path path, int bytes) throws IOException {
        boolean temporary = path.toString().endsWith(".tmp");
        try {
            int part = faults.strike(call, path, bytes);
            if (temporary) {
                passed(call, path);
            }
            return part;
        } catch (IOException | RuntimeException | Error e) {
            strikes++;
            if (temporary && (call == DiskCall.FORCE || call == DiskCall.CLOSE)) {
                doubted.add(path);
            }
            throw e;
        }
    }

    private void passed(DiskCall call, Path path) {
        switch (call) {
            case WRITE, ATTRIBUTES -> unforced.add(path);
            case FORCE -> {
                assertThat(sync).as("force only if asked").isEqualTo(Sync.PUBLISH);
                unforced.remove(path);
            }
            case MOVE -> lastMoveWasSure = !doubted.contains(path) && (sync == Sync.NONE || !unforced.contains(path));
            default -> {}
        }
    }
}
