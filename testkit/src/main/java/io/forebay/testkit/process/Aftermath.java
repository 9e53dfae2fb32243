package io.forebay.testkit.process;

import static java.util.Objects.requireNonNull;

import io.forebay.api.Recovery;
import io.forebay.testkit.Capability;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at a directory after a kill, recovers it, and says what is wrong with what is there then. */
final class Aftermath {
    /** What adapters give published files unless they are told otherwise. */
    static final String PERMISSION = "r--------";

    private static final Pattern NUMBER = Pattern.compile("_(r?)(\\d+)\\.[^.]*$");
    /** Within each worker of one instance: what was published, then what was left and recovered. */
    private static final Comparator<String> AS_WRITTEN = Comparator.comparing(
                    (String name) -> !parts(name).group(1).isEmpty())
            .thenComparing(Aftermath::number);

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
        // A worker whose buffers are files leaves several, filled again and again in turn: no name can tell what came
        // first.
        boolean keepsCommitted = storage.capabilities().contains(Capability.KEEPS_COMMITTED);
        for (String name : after.keySet().stream().sorted(AS_WRITTEN).toList()) {
            byte[] bytes = requireNonNull(after.get(name));
            if (bytes.length == 0) {
                problems.add(name + " is empty");
            }
            if (keepsCommitted && SpoolView.recovered(name)) {
                records.readLeft(name, SpoolView.worker(name), bytes);
            } else {
                records.read(name, SpoolView.worker(name), bytes);
            }
        }
        problems.addAll(records.problems());
        for (String name : spool.hidden()) {
            if (!name.endsWith(".quarantine")) {
                problems.add(name + " is left behind");
            }
        }
        return problems;
    }

    /** The number at the end of a published or recovered name. */
    static long number(String name) {
        return Long.parseLong(parts(name).group(2));
    }

    private static MatchResult parts(String name) {
        Matcher number = NUMBER.matcher(name);
        if (!number.find()) {
            throw new IllegalArgumentException(name + " is not the name of a published file");
        }
        return number.toMatchResult();
    }

    private static void checkPermissions(String when, Path directory, Map<String, byte[]> files, List<String> problems)
            throws IOException {
        for (String name : files.keySet()) {
            String permission = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
            if (!permission.equals(PERMISSION)) {
                problems.add(name + " has permission " + permission + ' ' + when);
            }
        }
    }
}
