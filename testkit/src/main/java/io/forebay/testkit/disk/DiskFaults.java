package io.forebay.testkit.disk;

import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What {@link DiskFault} makes faults of: one small type for each thing that can go wrong, and for each time at which it does. */
final class DiskFaults {
    private DiskFaults() {}

    private static FileSystemException refused(DiskCall call, Path path, String reason) {
        return new FileSystemException(path.toString(), null, reason + " (the test refuses " + call + ")");
    }

    record None() implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) {}

        @Override
        public String toString() {
            return "no fault";
        }
    }

    record Refusal(String reason) implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) throws IOException {
            throw refused(call, path, reason);
        }

        @Override
        public String toString() {
            return "refusal";
        }
    }

    record Thrown(Supplier<? extends Throwable> throwable) implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) throws IOException {
            Fault.thrown(throwable).strike(Operation.OPEN);
        }

        @Override
        public String toString() {
            return "thrown " + throwable.get();
        }
    }

    record Hang(CountDownLatch released) implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) throws IOException {
            Fault.hang(released).strike(Operation.OPEN);
        }

        @Override
        public String toString() {
            return "hang";
        }
    }

    record Slow(Runnable passing) implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) {
            passing.run();
        }

        @Override
        public String toString() {
            return "slow";
        }
    }

    record Interrupt() implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) {
            Thread.currentThread().interrupt();
        }

        @Override
        public String toString() {
            return "interrupt";
        }
    }

    record NoSpace(long room, AtomicLong left) implements DiskFault {
        NoSpace(long room) {
            this(room, new AtomicLong(room));
        }

        @Override
        public void before(DiskCall call, Path path) {}

        @Override
        public int strike(DiskCall call, Path path, int bytes) throws IOException {
            if (bytes == 0) {
                return 0;
            }
            long before = left.getAndUpdate(room -> Math.max(0, room - bytes));
            if (before == 0) {
                throw refused(call, path, "No space left on device");
            }
            return (int) Math.min(bytes, before);
        }

        @Override
        public String toString() {
            return room == 0 ? "no space" : "no space after " + room + " bytes";
        }
    }

    record PartialWrite() implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) {}

        @Override
        public int part(Path path, int bytes) {
            return (bytes + 1) / 2;
        }

        @Override
        public String toString() {
            return "partial write";
        }
    }

    record ZeroProgress() implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) {}

        @Override
        public int part(Path path, int bytes) {
            return 0;
        }

        @Override
        public String toString() {
            return "zero progress";
        }
    }

    record ReadOnly(boolean unchecked) implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) throws IOException {
            boolean changes = switch (call) {
                case READ, LIST, MAP, LOCK, FORCE, CLOSE -> false;
                case OPEN -> !Files.isDirectory(path);
                case WRITE, TRUNCATE, ATTRIBUTES, MAKE_DIRECTORY, MOVE, DELETE -> true;
            };
            if (changes && unchecked) {
                throw new ReadOnlyFileSystemException();
            }
            if (changes) {
                throw refused(call, path, "Read-only file system");
            }
        }

        @Override
        public String toString() {
            return unchecked ? "read-only, unchecked" : "read-only";
        }
    }

    record HandleLimit(int most, IntSupplier open) implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) throws IOException {
            if (call == DiskCall.OPEN && open.getAsInt() >= most) {
                throw refused(call, path, "Too many open files");
            }
        }

        @Override
        public String toString() {
            return most == 0 ? "too many handles" : "at most " + most + " handles";
        }
    }

    record ForgetfulForce(Supplier<? extends Throwable> throwable) implements DiskFault {
        private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rw-------");

        @Override
        public void before(DiskCall call, Path path) throws IOException {
            if (call == DiskCall.FORCE) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    forget(path);
                }
                Fault.thrown(throwable).strike(Operation.PUBLISH);
            }
        }

        private static void forget(Path path) throws IOException {
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(path);
            Files.setPosixFilePermissions(path, OURS);
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                ByteBuffer zeros = ByteBuffer.allocate((int) file.size());
                while (zeros.hasRemaining()) {
                    file.write(zeros, zeros.position());
                }
            } finally {
                Files.setPosixFilePermissions(path, before);
            }
        }

        @Override
        public String toString() {
            return "forgetful force with " + throwable.get();
        }
    }

    /** Says whether a fault strikes at a call; asked once for each call that comes this far. */
    @FunctionalInterface
    interface When {
        boolean now(DiskCall call, Path path);
    }

    record Narrowed(DiskFault fault, When when) implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) throws IOException {
            strike(call, path, 0);
        }

        @Override
        public int strike(DiskCall call, Path path, int bytes) throws IOException {
            return when.now(call, path) ? fault.strike(call, path, bytes) : bytes;
        }

        @Override
        public String toString() {
            return fault + " " + when;
        }
    }

    record OfKind(Set<DiskCall> calls) implements When {
        @Override
        public boolean now(DiskCall call, Path path) {
            return calls.contains(call);
        }

        @Override
        public String toString() {
            return "on " + calls;
        }
    }

    record Named(Pattern pattern) implements When {
        @Override
        public boolean now(DiskCall call, Path path) {
            Path name = path.getFileName();
            return name != null && pattern.matcher(name.toString()).find();
        }

        @Override
        public String toString() {
            return "on names with " + pattern;
        }
    }

    record Counted(long first, long last, AtomicLong calls) implements When {
        Counted(long first, long last) {
            this(first, last, new AtomicLong());
            if (first < 1 || last < first) {
                throw new IllegalArgumentException(
                        "calls " + first + " to " + last + " never come; the first one is 1, and the last no less");
            }
        }

        @Override
        public boolean now(DiskCall call, Path path) {
            long number = calls.incrementAndGet();
            return number >= first && number <= last;
        }

        @Override
        public String toString() {
            if (first == last) {
                return "on call " + first;
            }
            return last == Long.MAX_VALUE ? "from call " + first : "on calls " + first + " to " + last;
        }
    }

    record ByChance(double probability, long seed, AtomicLong calls) implements When {
        ByChance(double probability, long seed) {
            this(probability, seed, new AtomicLong());
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("probability " + probability + " must be 0 to 1");
            }
        }

        @Override
        public boolean now(DiskCall call, Path path) {
            // Not one generator for all: its order of use would depend on the threads.
            return new SplittableRandom(seed * 31 + calls.incrementAndGet()).nextDouble() < probability;
        }

        @Override
        public String toString() {
            return "with probability " + probability + " and seed " + seed;
        }
    }

    record Until(BooleanSupplier over) implements When {
        @Override
        public boolean now(DiskCall call, Path path) {
            return !over.getAsBoolean();
        }

        @Override
        public String toString() {
            return "for a while";
        }
    }

    record Both(DiskFault first, DiskFault second) implements DiskFault {
        @Override
        public void before(DiskCall call, Path path) throws IOException {
            strike(call, path, 0);
        }

        @Override
        public int strike(DiskCall call, Path path, int bytes) throws IOException {
            int most = first.strike(call, path, bytes);
            return Math.min(most, second.strike(call, path, most));
        }

        @Override
        public String toString() {
            return first + ", and " + second;
        }
    }
}
