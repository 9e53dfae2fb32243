package io.forebay.nio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A directory that targets publish in, as a shipper and as an operator sees it. */
record Spooled(Path directory) {
    private static final Pattern INSTANCE = Pattern.compile("[0-9a-f]{32}");

    /** What a shipper would take: names that begin with a dot are not seen. */
    Map<String, byte[]> visible() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var paths = Files.newDirectoryStream(directory, path -> !isHidden(path) && Files.isRegularFile(path))) {
            for (Path path : paths) {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    /** The names that begin with a dot, sorted. */
    List<String> hidden() throws IOException {
        try (var paths = Files.list(directory)) {
            return paths.filter(Spooled::isHidden)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Takes the instances of this directory out of the JVM's own list of live ones. After a simulated death nothing but this would
     * tell the dead from the living: a real one takes the JVM along.
     */
    void forgetInstances() {
        try {
            for (String name : hidden()) {
                Matcher instance = INSTANCE.matcher(name);
                if (instance.find()) {
                    System.clearProperty("io.forebay.instance." + instance.group());
                }
            }
        } catch (IOException e) {
            throw new AssertionError("can not list " + directory, e);
        }
    }

    void delete() throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}
