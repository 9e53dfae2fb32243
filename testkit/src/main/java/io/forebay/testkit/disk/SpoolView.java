package io.forebay.testkit.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory that file-based targets publish in, as a shipper and as an operator sees it.
 *
 * <p><b>Threads.</b> Without state; what it tells is as of some moment during the call.
 *
 * @param directory on the real file system
 */
public record SpoolView(Path directory) {
    /** Where a storage under test has its temporary files, if it has them apart from the published ones; in the directory. */
    public static final String TEMP = ".temp";

    private static final Pattern INSTANCE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern WORKER = Pattern.compile("(\\d+)_\\d{8}T\\d{9}Z_[0-9a-f]{32}_r?\\d+\\.[^/]*$");
    private static final Pattern RECOVERED = Pattern.compile("_[0-9a-f]{32}_r\\d+\\.[^/]*$");

    /**
     * Reads what a shipper would take: names that begin with a dot are not seen.
     *
     * @return bytes by name, in the order of the names
     * @throws IOException if it can not be read
     */
    public Map<String, byte[]> visible() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (DirectoryStream<Path> paths =
                Files.newDirectoryStream(directory, path -> !isHidden(path) && Files.isRegularFile(path))) {
            for (Path path : paths) {
                files.put(name(path), Files.readAllBytes(path));
            }
        }
        return files;
    }

    /**
     * Lists what a shipper would take.
     *
     * @return names, sorted; the list belongs to the caller
     * @throws IOException if the directory can not be listed
     */
    public List<String> visibleNames() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(path -> !isHidden(path))
                    .map(SpoolView::name)
                    .sorted()
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    /**
     * Lists the names that begin with a dot, and those in {@link #TEMP}, if that is there, instead of its own.
     *
     * @return sorted, as the directory resolves them
     * @throws IOException if the directory can not be listed
     */
    public List<String> hidden() throws IOException {
        List<String> names = new ArrayList<>();
        Path temp = directory.resolve(TEMP);
        for (Path place : Files.isDirectory(temp) ? List.of(directory, temp) : List.of(directory)) {
            try (Stream<Path> paths = Files.list(place)) {
                paths.filter(path -> isHidden(path) && !path.equals(temp))
                        .forEach(path -> names.add(directory.relativize(path).toString()));
            }
        }
        names.sort(null);
        return names;
    }

    /**
     * Tells which worker a published or recovered file comes from.
     *
     * @param name of the file
     * @return number of the worker
     * @throws IllegalArgumentException if the name does not follow the naming rule
     */
    public static int worker(String name) {
        Matcher worker = WORKER.matcher(name);
        if (!worker.find()) {
            throw new IllegalArgumentException(name + " is not the name of a published file");
        }
        return Integer.parseInt(worker.group(1));
    }

    /**
     * Tells whether a published file was published by recovery.
     *
     * @param name of the file
     * @return whether its name says so
     */
    public static boolean recovered(String name) {
        return RECOVERED.matcher(name).find();
    }

    /**
     * Takes the instances of this directory out of the JVM's own list of live ones. After a simulated death nothing but this would
     * tell the dead from the living: a real one takes the JVM along.
     *
     * @throws IOException if the directory can not be listed
     */
    public void forgetInstances() throws IOException {
        forgetInstances(Set.of());
    }

    /**
     * Does so for all instances but some.
     *
     * @param alive ids of those that live on
     * @throws IOException if the directory can not be listed
     */
    public void forgetInstances(Set<String> alive) throws IOException {
        for (String instance : instances()) {
            if (!alive.contains(instance)) {
                forget(instance);
            }
        }
    }

    /**
     * Takes one instance out of the JVM's list of live ones, as {@link #forgetInstances()} does with all.
     *
     * @param instance its id
     */
    public static void forget(String instance) {
        System.clearProperty("io.forebay.instance." + instance);
    }

    /**
     * Tells which instances have files.
     *
     * @param names of files of any kind
     * @return the ids of instances in them
     */
    public static Set<String> instances(Collection<String> names) {
        Set<String> instances = new TreeSet<>();
        for (String name : names) {
            Matcher instance = INSTANCE.matcher(name);
            if (instance.find()) {
                instances.add(instance.group());
            }
        }
        return instances;
    }

    /**
     * Lists the instances that have left something here, or are at it.
     *
     * @return their ids
     * @throws IOException if the directory can not be listed
     */
    public Set<String> instances() throws IOException {
        return instances(hidden());
    }

    /**
     * Removes the directory with all that is in it.
     *
     * @throws IOException if something of it stays
     */
    public void delete() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static boolean isHidden(Path path) {
        return name(path).startsWith(".");
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
