package io.forebay.testkit.process;

import io.forebay.api.Recovery;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Looks at a directory after a kill, recovers it, and says what is wrong with what is there then. */
final class Aftermath {
    /** What adapters give published files unless they are told otherwise. */
    static final String PERMISSION = "r--------";

    private Aftermath() {}

    /**
     * Recovers and checks.
     *
     * @param records says which must be there; reads the files
     * @return one sentence for each thing that is wrong
     */
    static List<String> problems(StorageUnderTest storage, Path directory, RecordChecker records) throws IOException {
        List<String> problems = new ArrayList<>();
        SpoolView spool = new SpoolView(directory);
        Map<String, byte[]> before = spool.visible();
        checkPermissions("before recovery", directory, before, problems);
        Recovery first = storage.recover(directory);
        if (first.live() != 0) {
            problems.add("recovery took " + first.live() + " dead writers for live ones");
        }
        Map<String, byte[]> after = spool.visible();
        checkPermissions("after recovery", directory, after, problems);
        before.forEach((name, bytes) -> {
            if (!Arrays.equals(bytes, after.get(name))) {
                problems.add(name + " had " + bytes.length + " bytes before recovery, and is not the same after it");
            }
        });
        Recovery second = storage.recover(directory);
        if (!second.equals(Recovery.NONE)) {
            problems.add("a second recovery found " + second);
        }
        after.forEach((name, bytes) -> {
            if (bytes.length == 0) {
                problems.add(name + " is empty");
            }
            records.read(name, SpoolView.worker(name), bytes);
        });
        problems.addAll(records.problems());
        for (String name : spool.hidden()) {
            if (!name.endsWith(".quarantine")) {
                problems.add(name + " is left behind");
            }
        }
        return problems;
    }

    private static void checkPermissions(
            String when, Path directory, Map<String, byte[]> files, List<String> problems) throws IOException {
        for (String name : files.keySet()) {
            String permission = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
            if (!permission.equals(PERMISSION)) {
                problems.add(name + " has permission " + permission + ' ' + when);
            }
        }
    }
}
