package io.forebay.testkit.disk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel says of this process, where there is a {@code /proc}.
 *
 * <p><b>Threads.</b> Without state; each answer is about the moment in which it is asked for.
 */
public final class ProcSelf {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Path HANDLES = Path.of("/proc/self/fd");
    private static final Path THREAD = Path.of("/proc/thread-self/stat");
    /** Counted from the end of the program's name, which may hold anything. */
    private static final int MINOR_FAULTS = 7;

    private ProcSelf() {}

    /** Skips a test where the kernel says nothing. */
    public static void assumeThere() {
        assumeTrue(tellsMaps() && Files.isReadable(THREAD), "no /proc here: nobody counts maps and faults");
    }

    /**
     * Returns whether maps can be asked for.
     *
     * @return false where there is no {@code /proc}
     */
    public static boolean tellsMaps() {
        return Files.isReadable(MAPS);
    }

    /**
     * Returns the maps of files in a directory, deleted ones too.
     *
     * @param directory its real path
     * @return one line for each map, with its addresses and the name that its file has by now
     * @throws IOException if the kernel says nothing
     */
    public static List<String> maps(Path directory) throws IOException {
        return Files.readAllLines(MAPS).stream()
                .filter(line -> line.contains(directory + "/"))
                .toList();
    }

    /**
     * Returns how much address space these maps take.
     *
     * @param directory its real path
     * @return bytes
     * @throws IOException if the kernel says nothing
     */
    public static long mappedBytes(Path directory) throws IOException {
        return maps(directory).stream().mapToLong(ProcSelf::length).sum();
    }

    /** Of a line that begins with two addresses, as in "7f00-7fff ". */
    private static long length(String map) {
        int dash = map.indexOf('-');
        return Long.parseUnsignedLong(map.substring(dash + 1, map.indexOf(' ')), 16)
                - Long.parseUnsignedLong(map.substring(0, dash), 16);
    }

    /**
     * Returns how many handles are open of files in a directory, deleted ones too.
     *
     * @param directory its real path
     * @return count of handles
     * @throws IOException if the kernel says nothing
     */
    public static long handles(Path directory) throws IOException {
        long count = 0;
        List<Path> all;
        try (Stream<Path> links = Files.list(HANDLES)) {
            all = links.toList();
        }
        for (Path link : all) {
            try {
                count += Files.readSymbolicLink(link).startsWith(directory) ? 1 : 0;
            } catch (NoSuchFileException e) {
                // Closed meanwhile.
            }
        }
        return count;
    }

    /**
     * Returns how many page faults the calling thread has taken that needed no disk.
     *
     * @return count since the thread began
     * @throws IOException if the kernel says nothing
     */
    public static long minorFaults() throws IOException {
        String stat = Files.readString(THREAD);
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[MINOR_FAULTS]);
    }
}
