package io.forebay.testkit.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A system call on a file of the spool, as strace has seen it in a run that is the same each time.
 *
 * @param name of the system call
 * @param when how many calls of that name its thread had made with it since it was watched
 * @param what the call and its paths, without what differs from run to run
 * @param changes whether the disk may differ before and after it. A kill at a call that only looks leaves the disk as a kill at
 *     the next call that changes something does
 */
record FileCall(String name, int when, String what, boolean changes) {
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*?)(?:\\) +=.*)?");
    private static final Pattern INSTANCE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern TIME = Pattern.compile("\\d{8}T\\d{9}Z");

    private static final Set<String> LOOKS = Set.of(
            "access",
            "close",
            "dup",
            "dup2",
            "dup3",
            "faccessat",
            "faccessat2",
            "fadvise64",
            "fcntl",
            "fstat",
            "fstatfs",
            "getdents64",
            "ioctl",
            "lseek",
            "lstat",
            "newfstatat",
            "poll",
            "pread64",
            "read",
            "readlink",
            "readlinkat",
            "readv",
            "stat",
            "statfs",
            "statx");

    /** Made by other threads of a JVM too, so that its calls can not be counted; it changes nothing on the disk. */
    private static final String NOT_COUNTED = "mmap";

    /**
     * Reads what one thread has called.
     *
     * @param trace lines of {@code strace -y}, without those of other threads
     * @param directory the calls that do not name it are only counted
     * @return in their order
     */
    static List<FileCall> parse(List<String> trace, String directory) {
        Pattern paths = Pattern.compile(Pattern.quote(directory) + "[^\"> ]*");
        Map<String, Integer> counts = new HashMap<>();
        List<FileCall> calls = new ArrayList<>();
        for (String line : trace) {
            Matcher call = CALL.matcher(line);
            if (!call.matches() || call.group(1).equals(NOT_COUNTED)) {
                continue;
            }
            String name = call.group(1);
            int when = counts.merge(name, 1, Integer::sum);
            String arguments = call.group(2);
            StringBuilder what = new StringBuilder(name);
            for (Matcher path = paths.matcher(arguments); path.find(); ) {
                what.append(' ').append(path.group().substring(directory.length()));
            }
            if (what.length() > name.length()) {
                boolean creates = arguments.contains("O_CREAT") || arguments.contains("O_TRUNC");
                boolean changes = name.startsWith("open") ? creates : !LOOKS.contains(name);
                calls.add(new FileCall(name, when, anonymous(what.toString()), changes));
            }
        }
        return calls;
    }

    private static String anonymous(String text) {
        return TIME.matcher(INSTANCE.matcher(text).replaceAll("<instance>")).replaceAll("<time>");
    }

    /** Whether it gives a file another name. */
    boolean renames() {
        return name.startsWith("rename");
    }

    /** Whether it writes to a file. */
    boolean writes() {
        return name.startsWith("pwrite") || name.startsWith("write");
    }

    @Override
    public String toString() {
        return what + " (" + name + " number " + when + ")";
    }
}
