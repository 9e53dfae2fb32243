package io.forebay.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * The demo's examination: whether published files hold each accepted hit whole and exactly once, and nothing else.
 *
 * <p>Takes one bit for each hit. Confined to one thread.
 */
final class HitCheck {
    private static final int LONGEST = 1 << 10;

    private final long[] accepted;
    private final BitSet[] seen;
    private long whole;
    private long twice;
    private long foreign;
    private long taken;

    /**
     * Begins an examination.
     *
     * @param accepted how many hits of each producer the sink has accepted: those with the serials from 0
     */
    HitCheck(long[] accepted) {
        this.accepted = accepted.clone();
        seen = new BitSet[accepted.length];
        for (int producer = 0; producer < seen.length; producer++) {
            seen[producer] = new BitSet(Math.toIntExact(accepted[producer]));
        }
    }

    /** Reads files; one that is not there any more, since somebody ships them, is counted. */
    void read(List<Path> files) throws IOException {
        for (Path file : files) {
            try (InputStream input = Files.newInputStream(file)) {
                new LineSplitter(input, new Gate(), LONGEST, this::line).run();
            } catch (NoSuchFileException e) {
                taken++;
            }
        }
    }

    /** Takes the next line of a file. */
    void line(byte[] array, int offset, int length) {
        Hit hit = Hit.parse(array, offset, length);
        if (hit == null || hit.producer() >= seen.length || hit.serial() >= accepted[hit.producer()]) {
            foreign++;
            return;
        }
        BitSet serials = seen[hit.producer()];
        int serial = (int) hit.serial();
        if (serials.get(serial)) {
            twice++;
        } else {
            serials.set(serial);
            whole++;
        }
    }

    boolean passed() {
        return missing() == 0 && twice == 0 && foreign == 0;
    }

    String verdict() {
        if (passed()) {
            return "check: all " + Text.count(whole) + " accepted hits are there, each whole and exactly once";
        }
        return "check FAILED: " + Text.count(missing()) + " hits are missing, " + Text.count(twice)
                + " are there again, " + Text.count(foreign) + " lines are torn or were never offered"
                + (taken == 0 ? "" : "; " + Text.count(taken, "file") + " was taken away before it could be read");
    }

    private long missing() {
        long expected = 0;
        for (long count : accepted) {
            expected += count;
        }
        return expected - whole;
    }
}
