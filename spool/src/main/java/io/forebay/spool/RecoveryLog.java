package io.forebay.spool;

import io.forebay.api.Recovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one run of recovery has done so far; and the guard that keeps one bad leftover from stopping the others. */
final class RecoveryLog {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryLog.class);

    private final List<Recovery.Recovered> recovered = new ArrayList<>();
    private final List<Recovery.Quarantined> quarantined = new ArrayList<>();
    private int unsettled;

    /** Something done to one leftover. */
    @FunctionalInterface
    interface Step {
        void run(Path path) throws IOException;
    }

    /** Runs a step, and tells whether the leftover needs no further run: it is settled, or was by somebody else. */
    boolean attempt(Path path, Step step) {
        try {
            step.run(path);
            return true;
        } catch (NoSuchFileException e) {
            LOG.debug("{} is settled by somebody else", path, e);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("can not recover {}, which stays as it is: {}", path, e.toString());
            leave();
            return false;
        }
    }

    /** Counts a file that has to stay as it is. */
    void leave() {
        unsettled++;
    }

    int unsettled() {
        return unsettled;
    }

    void recovered(String name, long bytes, long records) {
        recovered.add(new Recovery.Recovered(name, bytes, OptionalLong.of(records)));
    }

    /** Sets a leftover aside; one that holds nothing is deleted. */
    void quarantine(Path path, Damage damage) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            return;
        }
        if (attributes.size() == 0 && damage != Damage.COMMIT_UNREADABLE && damage != Damage.SHORTER_THAN_COMMITTED) {
            Files.delete(path);
            return;
        }
        String before = SpoolNames.of(path);
        String name = SpoolNames.quarantine(before, damage);
        Publisher.rename(path, path.resolveSibling(name));
        quarantined.add(new Recovery.Quarantined(name, attributes.size(), before + " " + damage.reason()));
    }

    /** Sets an owner file aside that can not be read; tells of it unless its leftovers are told of. */
    void quarantineOwner(Path path, long bytes, boolean leftovers) throws IOException {
        String before = SpoolNames.of(path);
        String name = SpoolNames.quarantinedOwner(before);
        Publisher.rename(path, path.resolveSibling(name));
        if (!leftovers) {
            String next =
                    " is damaged: if its instance had a temporary directory of its own, recover once more with that as temp";
            quarantined.add(new Recovery.Quarantined(name, bytes, before + next));
        }
    }

    Recovery toRecovery(int live) {
        return new Recovery(recovered, quarantined, live);
    }
}
