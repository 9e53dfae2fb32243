package io.forebay.testkit.process;

import io.forebay.testkit.StorageUnderTest;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes while its parent takes the right to open files away and gives it back: at each {@link #SHUT} until the sink refuses, at
 * each {@link #OPEN} until all is shipped, each time answering with {@link #DONE}; at the {@link #END} it closes the sink.
 *
 * <p>Before the first of these it goes through the same with a directory that is moved away and back, so that whatever the failing
 * JVM needs of its own is loaded.
 */
final class OpenFilesChild {
    static final String DONE = "done";
    static final String SHUT = "shut";
    static final String OPEN = "open";
    static final String END = "end";

    private OpenFilesChild() {}

    /** Takes the name of the storage, the directory, whether to force, and the seed. */
    public static void main(String[] arguments) throws IOException {
        StorageUnderTest storage = ChildJvm.storage(arguments[0]);
        Path directory = Path.of(arguments[1]);
        boolean forced = Boolean.parseBoolean(arguments[2]);
        Seed seed = new Seed(Long.parseLong(arguments[3]));
        loadClasses();
        try (Traffic traffic = new Traffic(storage, directory, forced, seed);
                BufferedReader orders =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            Path away = Files.move(directory, directory.resolveSibling("away"));
            traffic.untilRefused(() -> true);
            Files.move(away, directory);
            resume(traffic);
            System.out.println(DONE);
            String order = orders.readLine();
            while (SHUT.equals(order) || OPEN.equals(order)) {
                if (order.equals(SHUT)) {
                    traffic.untilRefused(() -> true);
                } else {
                    resume(traffic);
                }
                System.out.println(DONE);
                order = orders.readLine();
            }
            traffic.finish();
        }
    }

    private static void resume(Traffic traffic) throws IOException {
        traffic.untilAccepted();
        traffic.untilShipped();
    }

    /** A jar stays open once it was looked into, but each class of a folder is a file to be opened. */
    private static void loadClasses() throws IOException {
        ClassLoader loader = OpenFilesChild.class.getClassLoader();
        if (loader.getResource("a name that is in no jar, so that all are looked into") != null) {
            throw new IllegalStateException("it is in one");
        }
        for (String entry : List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
            Path root = Path.of(entry);
            if (Files.isDirectory(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.map(file -> root.relativize(file).toString())
                            .filter(file -> file.endsWith(".class"))
                            .forEach(file -> load(file, loader));
                }
            }
        }
    }

    private static void load(String file, ClassLoader loader) {
        String name = file.substring(0, file.length() - ".class".length()).replace(File.separatorChar, '.');
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // A module's descriptor, or a test of what is not there: nothing that the sink would need.
        }
    }
}
