package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.CrashAccount.Kept;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A directory in which a crash has left something: lets it be recovered, and judges what can be seen then.
 *
 * <p>Always: recovery and the next start are not refused; it changes no file that was visible before; what it publishes is new, and as long
 * as it says; nothing is left but what it has set aside; a second run finds nothing. The rest depends on what was {@link Kept}.
 */
final class CrashScene {
    private static final String MODE = "r--------";

    private final StorageUnderTest storage;
    private final Path directory;
    private final CrashAccount account;
    private final int time;
    private final Kept kept;
    private final List<String> problems = new ArrayList<>();
    private Predicate<String> live = name -> false;

    /**
     * @param account of the writer that has died
     * @param time when it died
     * @param kept what it must find again
     */
    CrashScene(StorageUnderTest storage, Path directory, CrashAccount account, int time, Kept kept) {
        this.storage = storage;
        this.directory = directory;
        this.account = account;
        this.time = time;
        this.kept = kept;
    }

    /** Knows of an owner that lives. */
    CrashScene beside(LiveOwner owner) {
        live = owner::owns;
        return this;
    }

    /** Expects that these are still there, each as it was. */
    CrashScene stillWith(Map<String, byte[]> files) throws IOException {
        same(files, new SpoolView(directory).visible(), "was on the disk for certain");
        return this;
    }

    /** Recovers, and says what is wrong then. */
    List<String> problems() throws IOException {
        Map<String, byte[]> before = new SpoolView(directory).visible();
        Recovery recovery = storage.recover(directory);
        Map<String, byte[]> after = new SpoolView(directory).visible();
        same(before, after, "was visible before recovery");
        Map<String, byte[]> news = new TreeMap<>(after);
        news.keySet().removeAll(before.keySet());
        for (Recovery.Recovered file : recovery.recovered()) {
            checkRecovered(file, news.remove(file.name()));
        }
        if (!news.isEmpty()) {
            problems.add("promise 3: recovery has published, and not told, " + news.keySet());
        }
        checkRecords(after);
        checkStart();
        return problems;
    }

    private void checkRecovered(Recovery.Recovered file, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            problems.add("promise 4: " + file.name() + " was recovered, and is not a new file");
            return;
        }
        if (bytes.length != file.bytes()) {
            problems.add(file.name() + " is said to have " + file.bytes() + " bytes, and has " + bytes.length);
        }
        if (!account.endsWithRecord(bytes.length)) {
            problems.add("promise 2: " + file.name() + " was cut to " + bytes.length
                    + " bytes, and no record that was stored ended there");
        }
        checkMode(file.name());
    }

    /** Where nothing was forced, a file may hold anything; but what is whole in it must not be there twice. */
    private void checkRecords(Map<String, byte[]> visible) throws IOException {
        if (kept == Kept.NOTHING) {
            Map<Long, String> seen = new TreeMap<>();
            visible.forEach((name, bytes) -> Records.whole(ByteBuffer.wrap(bytes), id -> {
                String first = seen.putIfAbsent(id, name);
                if (first != null) {
                    problems.add("promise 3: record " + id + " is in " + first + " and in " + name);
                }
            }));
            return;
        }
        RecordChecker checker = account.checker(time, kept);
        for (Map.Entry<String, byte[]> file : visible.entrySet()) {
            checker.read(file.getKey(), SpoolView.worker(file.getKey()), file.getValue());
            if (kept != Kept.BYTES) {
                checkMode(file.getKey());
            }
            if (file.getValue().length == 0) {
                problems.add("promise 4: " + file.getKey() + " is empty");
            }
        }
        problems.addAll(checker.problems());
        problems.addAll(account.missing(time, kept, visible));
    }

    private void checkMode(String name) throws IOException {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
        if (!mode.equals(MODE)) {
            problems.add("promise 4: " + name + " has mode " + mode);
        }
    }

    private void same(Map<String, byte[]> before, Map<String, byte[]> after, String what) {
        before.forEach((name, bytes) -> {
            byte[] now = after.get(name);
            if (now == null || !Arrays.equals(bytes, now)) {
                problems.add("promise 4: " + name + ' ' + what + ", and is " + (now == null ? "gone" : "changed"));
            }
        });
    }

    /** Opens a target as the next process does; it recovers as well, and has nothing more to do. */
    private void checkStart() throws IOException {
        List<String> left = new SpoolView(directory)
                .hidden().stream()
                        .filter(name -> !name.endsWith(".quarantine") && !live.test(name))
                        .toList();
        // Where nothing was forced, files may be left in one directory without the note in the other that tells of
        // them.
        boolean mayBeLeft =
                (kept == Kept.NOTHING || kept == Kept.BYTES) && Files.isDirectory(directory.resolve(SpoolView.TEMP));
        if (!left.isEmpty() && !mayBeLeft) {
            problems.add("recovery is not complete: " + left);
        }
        try (FlushTarget next = storage.in(directory, false).open(new TargetSpec(1, 1, 1))) {
            Recovery again = next.recover();
            if (!again.recovered().isEmpty() || !again.quarantined().isEmpty()) {
                problems.add("promise 3: a second recovery has found " + again);
            }
        }
    }
}
