package io.forebay.mmap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says of this process; tests that ask are skipped where it says nothing. */
final class ProcSelf {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Path HANDLES = Path.of("/proc/self/fd");
    private static final Path THREAD = Path.of("/proc/thread-self/stat");
    /** Counted from the end of the program's name, which may hold anything. */
    private static final int MINOR_FAULTS = 7;

    private ProcSelf() {}

    static void assumeThere() {
        assumeTrue(Files.isReadable(MAPS) && Files.isReadable(THREAD), "no /proc here: nobody counts maps and faults");
    }

    /** How many maps there are of files in a directory, deleted ones too. */
    static long maps(Path directory) throws IOException {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.filter(line -> line.contains(directory + "/")).count();
        }
    }

    /** How many bytes of address space these maps take. */
    static long mappedBytes(Path directory) throws IOException {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.filter(line -> line.contains(directory + "/"))
                    .mapToLong(ProcSelf::length)
                    .sum();
        }
    }

    /** Of a line that begins with two addresses, as in "7f00-7fff ". */
    private static long length(String map) {
        int dash = map.indexOf('-');
        return Long.parseUnsignedLong(map.substring(dash + 1, map.indexOf(' ')), 16)
                - Long.parseUnsignedLong(map.substring(0, dash), 16);
    }

    /** How many handles are open of files in a directory, deleted ones too. */
    static long handles(Path directory) throws IOException {
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

    /** How many page faults the calling thread has taken that needed no disk. */
    static long minorFaults() throws IOException {
        String stat = Files.readString(THREAD);
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[MINOR_FAULTS]);
    }
}
