package io.forebay.spool;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance whose owner is dead, since its lock could be taken: as long as this recoverer holds it, nobody else touches the
 * leftovers.
 *
 * <p>Each leftover is settled in steps that can be repeated: cut, permission, rename. A recoverer that is killed between two
 * of them leaves a leftover that the next one settles in the same way, under the same name.
 */
final class DeadInstance {
    private static final Logger LOG = LoggerFactory.getLogger(DeadInstance.class);

    private final Path directory;
    private final SpoolNames.Owner owner;
    private final SteadyChannel channel;
    private final OwnerLayout.@Nullable Header header;
    private final Map<Long, OwnerLayout.Line> lines = new HashMap<>();
    /** Where in the file these lines are. */
    private final Map<Long, Integer> places = new HashMap<>();
    /** Up to which generation a mapped file is in another file, by the number of the mapped one. */
    private final Map<Long, Long> absorbed = new HashMap<>();

    /** Of the owner file. */
    private final long bytes;

    private boolean damagedLines;
    private boolean leftovers;

    private DeadInstance(Path directory, SpoolNames.Owner owner, SteadyChannel channel) throws IOException {
        this.directory = directory;
        this.owner = owner;
        this.channel = channel;
        ByteBuffer all = readAll(channel);
        this.header = OwnerLayout.header(all);
        this.bytes = all.limit();
        for (int at = OwnerLayout.HEADER_BYTES;
                at + OwnerLayout.LINE_BYTES <= all.limit();
                at += OwnerLayout.LINE_BYTES) {
            try {
                OwnerLayout.Line line = OwnerLayout.line(all.slice(at, OwnerLayout.LINE_BYTES));
                if (line != null) {
                    lines.put(line.number(), line);
                    places.put(line.number(), at);
                    for (Absorbed each : line.absorbed()) {
                        absorbed.merge(each.number(), each.generation(), Math::max);
                    }
                }
            } catch (OwnerLayout.DamagedLineException e) {
                damagedLines = true;
            }
        }
    }

    /**
     * What came of trying to lock an instance.
     *
     * @param dead the instance, if its owner is dead and this recoverer has the lock now
     * @param live whether another process has the lock, as a rule the owner, or the owner lives in this one; neither holds if
     *     somebody in this process recovers it, or it was recovered just now
     */
    record Attempt(@Nullable DeadInstance dead, boolean live) {
        private static final Attempt LIVE = new Attempt(null, true);
        private static final Attempt NEITHER = new Attempt(null, false);
    }

    static Attempt lock(Path directory, SpoolNames.Owner owner, RecoveryLog log) {
        LiveInstances.Claim claim = LiveInstances.claim(owner.instance());
        if (claim != LiveInstances.Claim.GRANTED) {
            return claim == LiveInstances.Claim.LIVE ? Attempt.LIVE : Attempt.NEITHER;
        }
        Attempt attempt = Attempt.NEITHER;
        try {
            attempt = lockClaimed(directory, owner);
        } catch (NoSuchFileException e) {
            LOG.debug("{} was removed by somebody else", directory.resolve(owner.name()), e);
        } catch (IOException | RuntimeException e) {
            LOG.warn("can not look at {}, which stays as it is: {}", directory.resolve(owner.name()), e.toString());
            log.leave();
        } finally {
            if (attempt.dead() == null) {
                LiveInstances.remove(owner.instance());
            }
        }
        return attempt;
    }

    private static Attempt lockClaimed(Path directory, SpoolNames.Owner owner) throws IOException {
        if (LiveInstances.neverClosed(owner.instance())) {
            return Attempt.LIVE;
        }
        Path path = directory.resolve(owner.name());
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Attempt.NEITHER;
        }
        Object identity = OwnerFile.identity(path);
        SteadyChannel channel = SteadyChannel.open(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        boolean keep = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return Attempt.LIVE;
            }
            // Another recoverer may have finished, and removed the file, between our look and our lock.
            if (identity == null || !identity.equals(OwnerFile.identity(path))) {
                return Attempt.NEITHER;
            }
            DeadInstance dead = new DeadInstance(directory, owner, channel);
            keep = true;
            return new Attempt(dead, false);
        } catch (OverlappingFileLockException e) {
            LiveInstances.neverClose(owner.instance(), channel);
            keep = true;
            return Attempt.LIVE;
        } finally {
            if (!keep) {
                channel.close();
            }
        }
    }

    String id() {
        return owner.instance();
    }

    /** Tells whether another version or another adapter wrote this, so that only those know what is whole. */
    boolean foreign() {
        return header != null && (header.version() != OwnerLayout.VERSION || Format.of(header.format()) == null);
    }

    /** Where the instance wrote its temporary files, if it said so. */
    @Nullable
    Path temp() throws IOException {
        try {
            return header == null ? null : directory.toRealPath().resolve(header.temp());
        } catch (InvalidPathException e) {
            throw new IOException("its temporary directory can not be named in this locale: " + e.getMessage(), e);
        }
    }

    /**
     * Tells whether it has made files in another temporary directory than these: that has its guest file, and another one may stand in
     * its place.
     */
    boolean hasFilesElsewhere(Collection<Path> temps) {
        boolean apart = header != null && !header.temp().isEmpty();
        return apart
                && !lines.isEmpty()
                && temps.stream().allMatch(temp -> Files.notExists(guestIn(temp), LinkOption.NOFOLLOW_LINKS));
    }

    /** Whether its owner, or a recovery, cut all lines off since no file was left. An owner file is never made without any. */
    boolean cleared() {
        return bytes == OwnerLayout.HEADER_BYTES;
    }

    private Path guestIn(Path temp) {
        return temp.resolve(SpoolNames.guest(owner.prefix(), owner.instance()));
    }

    /** Mapped files last: whether they may be deleted depends on those that their bytes were copied to. */
    List<SpoolNames.Temporary> inOrder(Collection<SpoolNames.Temporary> files) {
        List<SpoolNames.Temporary> ordered = new ArrayList<>(files);
        ordered.sort(Comparator.comparing(file -> isMapped(lines.get(file.number()))));
        return ordered;
    }

    private static boolean isMapped(OwnerLayout.@Nullable Line line) {
        return line != null && line.state() == OwnerLayout.State.IN_FOOTER;
    }

    /** Publishes one leftover, or sets it aside, and tells whether it needs no further run. */
    boolean settle(Path temp, SpoolNames.Temporary file, RecoveryLog log) {
        OptionalInt worker = file.worker(owner.prefix());
        if (worker.isEmpty()) {
            return true;
        }
        return log.attempt(temp.resolve(file.name()), path -> {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                leftovers = true;
                settle(path, attributes.size(), worker.getAsInt(), file.number(), log);
            }
        });
    }

    private void settle(Path path, long size, int worker, long number, RecoveryLog log) throws IOException {
        OwnerLayout.Line line = lines.get(number);
        if (header == null) {
            log.quarantine(path, Damage.OWNER_UNREADABLE);
        } else if (line == null && neverUsed(path, size, number, header)) {
            Files.delete(path);
        } else if (line == null) {
            log.quarantine(path, damagedLines ? Damage.COMMIT_UNREADABLE : Damage.NOTHING_COMMITTED);
        } else if (isMapped(line)) {
            settleMapped(path, size, worker, number, header, log);
        } else {
            settle(path, size, worker, line, header, log);
        }
    }

    private void settle(
            Path path, long size, int worker, OwnerLayout.Line line, OwnerLayout.Header from, RecoveryLog log)
            throws IOException {
        if (line.state() == OwnerLayout.State.DISCARDED) {
            Files.delete(path);
        } else if (line.state() == OwnerLayout.State.NOT_CONFIRMED) {
            log.quarantine(path, Damage.NOT_CONFIRMED);
        } else if (line.bytes() == 0) {
            log.quarantine(path, Damage.NOTHING_COMMITTED);
        } else if (size < line.bytes()) {
            setAside(path, worker, line, Damage.SHORTER_THAN_COMMITTED, log);
        } else {
            publish(path, size, worker, line, from, log);
        }
    }

    /**
     * Sets a file aside that has lost bytes, and before that the mapped files that some of them were copied from, unless there is more in
     * one: after a loss of power that may be the only copy. Should this process be killed in between, the next one goes on.
     */
    private void setAside(Path path, int worker, OwnerLayout.Line line, Damage damage, RecoveryLog log)
            throws IOException {
        for (Absorbed copied : line.absorbed()) {
            long number = copied.number();
            if (number != line.number() && isMapped(lines.get(number))) {
                String name = SpoolNames.temporary(owner.prefix(), worker, owner.instance(), number);
                log.attempt(path.resolveSibling(name), origin -> setOriginAside(origin, number, log));
            }
        }
        log.quarantine(path, damage);
    }

    private void setOriginAside(Path path, long number, RecoveryLog log) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile()
                && new MappedLeftover(path, attributes.size(), owner.instance(), number)
                        .judge(absorbed.get(number))
                        .isEmpty()) {
            log.quarantine(path, Damage.COPY_DAMAGED);
        }
    }

    /** Whether it was made to be mapped, and the process died before. */
    private boolean neverUsed(Path path, long size, long number, OwnerLayout.Header from) throws IOException {
        return from.format() == Format.FOOTER.id()
                && size > 0
                && new MappedLeftover(path, size, owner.instance(), number).isUnused();
    }

    /** Settles a mapped file that was not about to be published: its footer says what is whole. */
    private void settleMapped(Path path, long size, int worker, long number, OwnerLayout.Header from, RecoveryLog log)
            throws IOException {
        MappedLeftover leftover = new MappedLeftover(path, size, owner.instance(), number);
        MappedLeftover.Verdict verdict = leftover.judge(absorbed.get(number));
        if (verdict.damage() != null) {
            log.quarantine(path, verdict.damage());
        } else if (verdict.line() != null) {
            // The cut takes the footer along: whoever comes by after a kill must find the same in the table.
            note(verdict.line(), from.forced());
            settle(path, size, worker, verdict.line(), from, log);
        } else {
            Files.delete(path);
        }
    }

    private void publish(
            Path path, long size, int worker, OwnerLayout.Line line, OwnerLayout.Header from, RecoveryLog log)
            throws IOException {
        if (size > line.bytes() || line.crc() != null || from.forced()) {
            // It may have its final permission already, which may keep even its owner out.
            Files.setPosixFilePermissions(path, PosixMode.toSet(0600));
            boolean confirming = false;
            try (SteadyChannel data = SteadyChannel.open(
                    path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
                if (line.crc() != null && line.crc() != Crc32c.of(data, line.bytes())) {
                    setAside(path, worker, line, Damage.CHECKSUM_MISMATCH, log);
                    return;
                }
                data.truncate(line.bytes());
                Files.setPosixFilePermissions(path, PosixMode.toSet(from.permission()));
                // What is cut off may be in the mapped file that it was copied from, or in the plain one that it was
                // copied to.
                if (from.forced() || !line.absorbed().isEmpty()) {
                    confirming = from.forced();
                    data.force();
                }
            } catch (IOException | RuntimeException e) {
                if (!confirming) {
                    throw e;
                }
                distrust(path, worker, line, e, log);
                return;
            }
        } else {
            Files.setPosixFilePermissions(path, PosixMode.toSet(from.permission()));
        }
        String name = SpoolNames.recovered(
                owner.prefix(), worker, from.opened(), owner.instance(), line.number(), from.suffix());
        try {
            Publisher.rename(path, directory.resolve(name));
        } catch (FileAlreadyExistsException e) {
            log.quarantine(path, Damage.NAME_TAKEN);
            return;
        }
        log.recovered(name, line.bytes(), line.records());
        if (from.forced()) {
            Publisher.forceDirectory(directory);
        }
    }

    /**
     * Sets a file aside that the disk has not confirmed. Asked once more it might say that all is well, and what is read comes from memory; so
     * the table says it first, for the next run.
     */
    private void distrust(Path path, int worker, OwnerLayout.Line line, Exception cause, RecoveryLog log)
            throws IOException {
        LOG.warn("can not confirm {}, which is set aside: {}", path, cause.toString());
        try {
            note(
                    new OwnerLayout.Line(line.number(), 0, 0, null, OwnerLayout.State.NOT_CONFIRMED, line.absorbed()),
                    true);
        } catch (IOException | RuntimeException e) {
            LOG.warn("can not note that in {}: {}", this, e.toString());
        } finally {
            setAside(path, worker, line, Damage.NOT_CONFIRMED, log);
        }
    }

    /** Writes a line over the one that the file has: a full disk has no room for one more. */
    private void note(OwnerLayout.Line line, boolean forced) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(OwnerLayout.LINE_BYTES);
        OwnerLayout.putLine(bytes, line);
        channel.writeFully(bytes, requireNonNull(places.get(line.number()), "only a file with a line has a footer"));
        if (forced) {
            channel.force();
        }
    }

    private static ByteBuffer readAll(SteadyChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) Math.min(channel.size(), 1 << 24));
        int count = 0;
        while (count >= 0 && all.hasRemaining()) {
            count = channel.read(all, all.position());
        }
        return all.flip();
    }

    /**
     * Forces what was renamed before nothing tells of it any more: a run before this one may have been killed, or refused, before it could do
     * so.
     */
    private boolean confirm(RecoveryLog log) {
        if (header == null || !header.forced()) {
            return true;
        }
        try {
            Publisher.forceDirectory(directory);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("can not make sure of what was recovered of {}: {}", this, e.toString());
            log.leave();
            return false;
        }
    }

    /**
     * Removes what kept the instance together, now that none of its files is left. A file that can not be read is set aside: it does not
     * say whether there was a temporary directory elsewhere, and what is still readable in it may help a person.
     */
    void finish(Set<Path> temps, RecoveryLog log) {
        if (!confirm(log)) {
            return;
        }
        try {
            leave(temps);
            Files.deleteIfExists(directory.resolve(SpoolNames.probe(owner.prefix(), owner.instance())));
            Path path = directory.resolve(owner.name());
            if (header == null && bytes > 0) {
                log.quarantineOwner(path, bytes, leftovers);
            } else {
                Files.deleteIfExists(path);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("can not remove what is left of {}: {}", this, e.toString());
        }
    }

    /** Removes the guest files, in the same order as a living owner does. */
    private void leave(Set<Path> temps) throws IOException {
        for (Path temp : temps) {
            Path guest = guestIn(temp);
            if (Files.notExists(guest, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            boolean forced = header != null && header.forced();
            if (header != null) {
                forgetLines(header);
            }
            Files.deleteIfExists(guest);
            if (forced) {
                Publisher.forceDirectory(temp);
            }
        }
    }

    /** If the disk does not confirm it, it may have dropped the header, from memory too: so that is written again. */
    private void forgetLines(OwnerLayout.Header header) throws IOException {
        try {
            channel.truncate(OwnerLayout.HEADER_BYTES);
            if (header.forced()) {
                channel.force();
            }
        } catch (IOException | RuntimeException e) {
            try {
                ByteBuffer again = ByteBuffer.allocate(OwnerLayout.HEADER_BYTES);
                OwnerLayout.putHeader(again, header);
                channel.writeFully(again, 0);
            } catch (IOException | RuntimeException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /** Lets the lock go. */
    void release() {
        try {
            channel.close();
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("can not close {}: {}", this, e.toString());
        } finally {
            LiveInstances.remove(owner.instance());
        }
    }

    @Override
    public String toString() {
        return directory.resolve(owner.name()).toString();
    }
}
