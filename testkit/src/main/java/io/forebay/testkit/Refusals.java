package io.forebay.testkit;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** Refuses many calls on what is not published yet, and writes in parts; loses nothing that was forced or closed. */
final class Refusals implements DiskFault {
    private static final Set<DiskCall> REFUSED = EnumSet.of(
            DiskCall.OPEN, DiskCall.WRITE, DiskCall.TRUNCATE, DiskCall.ATTRIBUTES, DiskCall.MOVE, DiskCall.DELETE);

    private final Random random;
    private final boolean table;

    /**
     * @param table whether the owner's notes are refused too, so that it can come to be that a file is neither deleted nor noted
     *     as given up
     */
    Refusals(long seed, boolean table) {
        this.random = new Random(seed);
        this.table = table;
    }

    @Override
    public void before(DiskCall call, Path path) throws IOException {
        boolean temporary = path.toString().endsWith(".tmp") && REFUSED.contains(call);
        boolean owner = table && path.toString().endsWith(".owner") && call == DiskCall.WRITE;
        if ((temporary && random.nextInt(6) == 0) || (owner && random.nextInt(11) == 0)) {
            throw new IOException("injected: " + call);
        }
    }

    @Override
    public int part(Path path, int bytes) {
        return bytes > 4096 ? bytes / 2 : bytes;
    }
}
