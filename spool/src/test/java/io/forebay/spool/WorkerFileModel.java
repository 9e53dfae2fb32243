package io.forebay.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.SpilledDataLostException;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link WorkerFile} beside what must become of the records that go through it. Each of them is in a buffer, spilled, published, told
 * to be lost, or discarded; a step that fails moves none of them, unless it says so.
 */
final class WorkerFileModel {
    private static final int RECORD = 7;

    /**
     * What the file is for.
     *
     * @param sync of the spool
     * @param ownFile whether one segment has the file, or two share it
     * @param keepsHandles whether handles wait, or have to be opened each time
     */
    record Setting(Sync sync, boolean ownFile, boolean keepsHandles) {}

    /** One segment: what its buffer holds. */
    private static final class Holder {
        private final List<String> records = new ArrayList<>();
        /** How much of the first record is spilled already. */
        private int cut;
        /** A record of which that much is spilled, and the rest is not there yet. */
        private @Nullable String begun;
        /** A publish has failed: until it comes to its end, the buffer is only read. */
        private boolean frozen;

        String text() {
            String all = String.join("", records);
            return records.isEmpty() ? all : all.substring(cut);
        }
    }

    private final Path directory;
    private final Setting setting;
    private final FaultyDisk disk;
    private final TemporaryFileWitness witness;
    private final Spool spool;
    private final WorkerFile file;
    private final int handles;
    private final List<Holder> segments = new ArrayList<>();

    private final List<String> spilled = new ArrayList<>();
    private final Map<String, String> published = new HashMap<>();
    /** Recovery may publish them or not: the disk refused what would have decided it. */
    private final Set<String> undecided = new HashSet<>();
    /** The segment whose publish has made the file visible, and could not make sure of it. */
    private @Nullable Holder unconfirmed;

    /** Somebody has deleted the file that is spilled to, and nobody has noticed. */
    private boolean lost;

    private boolean wasLost;
    private int written;

    WorkerFileModel(Path directory, Setting setting) throws IOException {
        this.directory = directory;
        this.setting = setting;
        this.disk = FaultyDisk.over(directory);
        this.witness = new TemporaryFileWitness(setting.sync());
        this.spool = SpoolDir.open(
                SpoolSettings.in(disk.path()).withSync(setting.sync()).withPermission(0440));
        this.file = new WorkerFile(spool, new OneHandle(setting.keepsHandles()), 0);
        this.handles = disk.openHandles();
        disk.fault(witness);
        segments.add(new Holder());
        if (!setting.ownFile()) {
            segments.add(new Holder());
        }
    }

    void fault(DiskFault fault) {
        witness.add(fault);
    }

    void heal() {
        witness.heal();
    }

    /** Somebody deletes the temporary file. */
    void lose() throws IOException {
        for (Path path : temporaries()) {
            Files.delete(path);
            lost = true;
            wasLost = true;
        }
    }

    void write(int number) {
        Holder segment = segment(number);
        String begun = segment.begun;
        if (!segment.frozen) {
            segment.records.add(begun == null ? next() : begun);
            segment.begun = null;
        }
    }

    void spill(int number) {
        Holder segment = segment(number);
        if (mayFill(segment)) {
            spill(segment, "");
        }
    }

    /** Spills the first part of a record, or all of it, before its end is committed. */
    void spillPart(int number) {
        Holder segment = segment(number);
        if (mayFill(segment) && setting.ownFile()) {
            String record = next();
            int part = 1 + written % RECORD;
            if (spill(segment, record.substring(0, part))) {
                segment.begun = record;
                segment.cut = part;
            }
        }
    }

    private boolean spill(Holder segment, String more) {
        String text = segment.text();
        file.lock();
        try {
            file.spill(bytes(text + more), segment.records.size(), text.length(), null);
            spilled.addAll(segment.records);
            segment.records.clear();
            segment.cut = 0;
            return true;
        } catch (Throwable e) {
            failed(segment, e);
            return false;
        } finally {
            file.unlock();
        }
    }

    void publish(int number) throws IOException {
        Holder segment = segment(number);
        if (!mayUse(segment)) {
            return;
        }
        boolean nothing = segment.begun != null || (spilled.isEmpty() && segment.records.isEmpty());
        List<String> all =
                Stream.concat(spilled.stream(), segment.records.stream()).toList();
        file.lock();
        try {
            Published told = file.publish(segment, bytes(segment.text()), segment.records.size(), null);
            assertThat(nothing).as("there was nothing whole to publish").isFalse();
            assertThat(new Amount(told.records(), told.bytes())).isEqualTo(amount(all));
            witness.assertSure();
            published.put(told.name(), String.join("", all));
            spilled.clear();
            unconfirmed = null;
            begin(segment);
        } catch (IllegalStateException e) {
            assertThat(nothing).as("%s", e).isTrue();
        } catch (Throwable e) {
            segment.frozen = true;
            failed(segment, e);
            lookForUnconfirmed(segment, all);
        } finally {
            file.unlock();
        }
    }

    private void lookForUnconfirmed(Holder segment, List<String> all) throws IOException {
        Map<String, String> visible = visible();
        visible.keySet().removeAll(published.keySet());
        if (unconfirmed == null && !visible.isEmpty()) {
            assertThat(setting.sync()).isEqualTo(Sync.PUBLISH);
            assertThat(visible).hasSize(1).containsValue(String.join("", all));
            assertThat(file.holds(segment)).isTrue();
            witness.assertSure();
            published.putAll(visible);
            unconfirmed = segment;
        }
    }

    void discard(int number) {
        Holder segment = segment(number);
        if (!mayUse(segment)) {
            return;
        }
        List<String> gone = new ArrayList<>(segment.records);
        if (setting.ownFile() || unconfirmed != null) {
            gone.addAll(spilled);
            spilled.clear();
        }
        int strikes = witness.strikes();
        file.lock();
        try {
            file.discard(segment, setting.ownFile());
        } finally {
            file.unlock();
        }
        if (witness.strikes() > strikes) {
            undecided.addAll(gone);
        }
        unconfirmed = null;
        begin(segment);
    }

    /** Once a segment has made the file visible, only that one can go on. */
    private boolean mayUse(Holder segment) {
        return unconfirmed == null || unconfirmed == segment;
    }

    private boolean mayFill(Holder segment) {
        return mayUse(segment) && !segment.frozen && segment.begun == null;
    }

    private void begin(Holder old) {
        segments.set(segments.indexOf(old), new Holder());
    }

    private void failed(Holder segment, Throwable e) {
        if (e instanceof SpilledDataLostException lost) {
            assertThat(lost.lost()).isEqualTo(amount(spilled));
            spilled.clear();
            segment.frozen = false;
            if (segment.cut > 0) {
                // The rest of its record is of no use.
                discard(segments.indexOf(segment));
            }
        } else if (!(e instanceof IOException
                || e instanceof UnsupportedOperationException
                || e instanceof OutOfMemoryError)) {
            throw new AssertionError("not a failure of the disk", e);
        }
        assertThat(wasLost || witness.strikes() > 0)
                .as("nothing fails without a fault: %s", e)
                .isTrue();
    }

    /** What holds between two steps. */
    void check() throws IOException {
        assertThat(visible()).isEqualTo(published);
        for (String name : published.keySet()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("r--r-----");
        }
        assertThat(disk.openHandles() - handles).isBetween(0, setting.keepsHandles() ? 1 : 0);
        boolean begun = segments.stream().anyMatch(segment -> segment.cut > 0);
        assertThat(file.holdsSpilled()).isEqualTo(!spilled.isEmpty() || begun);
        lost &= file.holdsSpilled() || segments.stream().anyMatch(file::holds);
    }

    /** Leaves all to recovery, which must find what was told and nothing else. */
    void end() throws IOException {
        List<String> found = new ArrayList<>(spilled);
        segments.stream().filter(file::holds).forEach(segment -> found.addAll(segment.records));
        Amount told = abandon();
        assertThat(abandon()).as("told once").isEqualTo(Amount.ZERO);
        Holder seen = unconfirmed;
        if (seen != null) {
            assertThat(file.holds(seen)).as("it is visible").isTrue();
        }
        heal();
        assertThat(disk.openHandles()).isEqualTo(handles);
        List<String> recoverable = List.of();
        if (lost) {
            undecided.addAll(found);
        }
        if (told.equals(Amount.ZERO)) {
            assertThat(found.isEmpty() || witness.doubts())
                    .as("%s is lost for no reason", found)
                    .isTrue();
        } else {
            assertThat(told).isEqualTo(amount(found));
            recoverable = seen == null ? found : List.of();
        }
        SpoolDir.kill(spool);
        assertThat(temporaries()).hasSizeLessThanOrEqualTo(recoverable.isEmpty() ? 0 : 1);
        SpoolRecovery.in(directory).run();
        List<String> must = new ArrayList<>(recoverable);
        must.removeAll(undecided);
        published.values().forEach(text -> must.addAll(records(text)));
        List<String> there = visible().values().stream()
                .flatMap(text -> records(text).stream())
                .toList();
        assertThat(there).doesNotHaveDuplicates().containsAll(must);
        assertThat(there).filteredOn(record -> !must.contains(record)).isSubsetOf(undecided);
        assertThat(new SpoolDir(directory).hidden()).allMatch(name -> name.endsWith(".quarantine"));
    }

    private Amount abandon() {
        file.lock();
        try {
            return file.abandon();
        } finally {
            file.unlock();
        }
    }

    private static List<String> records(String text) {
        assertThat(text.length() % RECORD).as("%s is whole", text).isZero();
        List<String> records = new ArrayList<>();
        for (int at = 0; at < text.length(); at += RECORD) {
            String record = text.substring(at, at + RECORD);
            assertThat(record).matches("\\d{6}\n");
            records.add(record);
        }
        return records;
    }

    private static Amount amount(List<String> records) {
        return new Amount(records.size(), (long) records.size() * RECORD);
    }

    private Map<String, String> visible() throws IOException {
        return new SpoolDir(directory).visible();
    }

    private List<Path> temporaries() throws IOException {
        return new SpoolDir(directory)
                .hidden().stream()
                        .filter(name -> name.endsWith(".tmp"))
                        .map(directory::resolve)
                        .toList();
    }

    private Holder segment(int number) {
        return segments.get(number % segments.size());
    }

    private String next() {
        return String.format("%06d\n", ++written);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }
}
