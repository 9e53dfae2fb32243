package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Random steps on a few targets that follow each other on one place, beside what must become of each record: it is in a buffer, in an
 * unpublished file, visible, or discarded. A step that fails moves nothing.
 */
final class TargetLife {
    private static final int TARGETS = 3;
    private static final int STEPS = 25;

    /** An unpublished file: of a worker, or of one oversize segment. */
    private static final class File {
        private final List<String> spilled = new ArrayList<>();
    }

    /** An open segment. */
    private static final class Holder {
        private final FilledSegment segment;
        private final int worker;
        private final boolean oversize;
        private final File file;
        private final List<String> records = new ArrayList<>();
        /** A record of which the first part is spilled, and the rest is not there yet. */
        private String begun = "";
        /** Of an oversize segment, whether anything was spilled. */
        private boolean spilled;
        /** A publish has failed: it takes no more records. */
        private boolean frozen;

        Holder(FilledSegment segment, int worker, boolean oversize, File file) {
            this.segment = segment;
            this.worker = worker;
            this.oversize = oversize;
            this.file = file;
        }

        String text() {
            return String.join("", file.spilled) + String.join("", records);
        }
    }

    private final TargetHarness place;
    private final TargetSpec spec;
    private final Random random;
    private final List<String> story = new ArrayList<>();

    private FlushTarget target;
    private File[] files;
    private final List<Holder> open = new ArrayList<>();
    private final List<String> visible = new ArrayList<>();
    private boolean refusing;
    private int written;

    TargetLife(TargetHarness place, TargetSpec spec, Random random) throws IOException {
        this.place = place;
        this.spec = spec;
        this.random = random;
        this.target = place.open(spec);
        this.files = newFiles();
    }

    private File[] newFiles() {
        return Stream.generate(File::new).limit(spec.workers()).toArray(File[]::new);
    }

    void live() throws IOException {
        try {
            for (int number = 1; number <= TARGETS; number++) {
                for (int step = 0; step < STEPS; step++) {
                    step();
                    assertVisible();
                }
                refuse(false);
                end();
            }
        } finally {
            refuse(false);
            target.close();
        }
        if (has(Capability.COUNTS_HANDLES)) {
            assertThat(place.handles())
                    .as("promise 11: handles of closed targets")
                    .isZero();
        }
    }

    @Override
    public String toString() {
        return String.join("\n", story);
    }

    private boolean has(Capability capability) {
        return place.capabilities().contains(capability);
    }

    private void step() throws IOException {
        int what = random.nextInt(20);
        if (open.isEmpty() || what == 0) {
            open();
            return;
        }
        if (what == 1) {
            refuse(!refusing);
            return;
        }
        Holder holder = open.get(random.nextInt(open.size()));
        if (what < 10) {
            add(holder);
        } else if (what < 14) {
            spill(holder);
        } else if (what == 14) {
            spillPart(holder);
        } else if (what < 19) {
            publish(holder);
        } else if (!refusing) {
            discard(holder);
        }
    }

    private void tell(String what, Holder holder) {
        story.add(what + (holder.oversize ? " oversize segment " : " segment ") + open.indexOf(holder) + " of worker "
                + holder.worker);
    }

    private void refuse(boolean on) throws IOException {
        if (on != refusing && has(Capability.REFUSES)) {
            story.add(on ? "the place refuses" : "the place refuses no more");
            place.refuse(on);
            refusing = on;
        }
    }

    private void open() throws IOException {
        if (open.size() == spec.segments() || refusing) {
            return;
        }
        int worker = random.nextInt(spec.workers());
        boolean oversize = random.nextInt(3) == 0;
        SegmentSpec what = oversize
                ? SegmentSpec.oversize(worker, spec.capacity(), -1)
                : SegmentSpec.ordinary(worker, spec.capacity());
        Holder holder = new Holder(
                new FilledSegment(target.open(what)), worker, oversize, oversize ? new File() : files[worker]);
        open.add(holder);
        tell("open", holder);
    }

    private void add(Holder holder) {
        String record = holder.begun.isEmpty() ? record() : holder.begun;
        String rest = holder.begun.isEmpty() ? record : record.substring(1);
        if (holder.frozen || holder.segment.end() + rest.length() > spec.capacity()) {
            return;
        }
        tell("add " + record, holder);
        holder.segment.add(rest);
        holder.records.add(record);
        holder.begun = "";
    }

    private String record() {
        written++;
        return written + "x".repeat(random.nextInt(12)) + ",";
    }

    private void spill(Holder holder) {
        if (!holder.frozen && holder.begun.isEmpty() && spilled("spill", holder)) {
            holder.file.spilled.addAll(holder.records);
            holder.records.clear();
        }
    }

    /** The first byte of a record, and the rest when the next one is added. */
    private void spillPart(Holder holder) {
        if (holder.oversize && !holder.frozen && holder.begun.isEmpty() && holder.segment.end() < spec.capacity()) {
            String record = record();
            int end = holder.segment.end();
            holder.segment.put(record.substring(0, 1).getBytes(UTF_8));
            if (spilled("spill a part of " + record, holder)) {
                holder.file.spilled.addAll(holder.records);
                holder.records.clear();
                holder.begun = record;
            } else {
                holder.segment.cutBack(end);
            }
        }
    }

    private boolean spilled(String what, Holder holder) {
        tell(what, holder);
        try {
            holder.segment.spill();
            holder.spilled = holder.oversize;
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private void publish(Holder holder) {
        String text = holder.text();
        if (text.isEmpty() || !holder.begun.isEmpty()) {
            return;
        }
        tell("publish", holder);
        Published published;
        try {
            published = holder.segment.publish();
        } catch (IOException e) {
            failed(e);
            holder.frozen = true;
            return;
        }
        assertThat(new Amount(published.records(), published.bytes()))
                .as("promise 1: what was published")
                .isEqualTo(amount(records(text)));
        assertThat(published.worker()).as("the worker of what was published").isEqualTo(holder.worker);
        visible.add(text);
        holder.file.spilled.clear();
        open.remove(holder);
    }

    private void discard(Holder holder) {
        tell("discard", holder);
        holder.segment.discard();
        open.remove(holder);
    }

    private void failed(IOException e) {
        story.add("    it failed: " + e.getMessage());
        assertThat(refusing).as("nothing fails unless the place refuses: %s", e).isTrue();
        assertThat(e)
                .as("promise 1: nothing is lost that was stored before")
                .isNotInstanceOf(SpilledDataLostException.class);
    }

    private void assertVisible() throws IOException {
        assertThat(texts()).as("promises 1 to 5: what is visible").containsExactlyInAnyOrderElementsOf(visible);
    }

    /** Ends the target, and lets the next one recover. */
    private void end() throws IOException {
        Set<String> must = new HashSet<>();
        Set<String> may = new HashSet<>();
        if (has(Capability.RECOVERS)) {
            Stream.concat(Arrays.stream(files), open.stream().map(holder -> holder.file))
                    .forEach(file -> must.addAll(file.spilled));
            for (Holder holder : open) {
                boolean kept = has(Capability.KEEPS_COMMITTED) && !holder.frozen && !holder.spilled;
                (kept ? must : may).addAll(holder.records);
            }
        }
        if (has(Capability.DIES) && random.nextBoolean()) {
            story.add("the target dies");
            place.kill(target);
        } else {
            leave(must, may);
        }
        open.clear();
        files = newFiles();
        target = place.open(spec);
        story.add("a new target recovers");
        target.recover();
        List<String> there = texts();
        List<String> records =
                there.stream().flatMap(text -> records(text).stream()).toList();
        Set<String> before = new HashSet<>(records(String.join("", visible)));
        assertThat(records).as("promise 3: each record once").doesNotHaveDuplicates();
        assertThat(there).as("promise 4: what was published before").containsAll(visible);
        assertThat(records).as("promises 1 and 9: what was stored").containsAll(must);
        assertThat(records)
                .as("promise 9: what is recovered")
                .filteredOn(record -> !before.contains(record) && !must.contains(record))
                .isSubsetOf(may);
        visible.clear();
        visible.addAll(there);
    }

    /** Abandons all segments, which tells what will be recovered, and closes the target. */
    private void leave(Set<String> must, Set<String> may) throws IOException {
        Set<String> untold = new HashSet<>();
        for (int worker = 0; worker < spec.workers(); worker++) {
            int number = worker;
            if (open.stream().noneMatch(holder -> holder.worker == number && !holder.oversize)) {
                untold.addAll(files[worker].spilled);
            }
        }
        long told = 0;
        for (Holder holder : List.copyOf(open)) {
            tell("abandon", holder);
            told += holder.segment.abandon().records();
        }
        story.add("close");
        target.close();
        if (has(Capability.RECOVERS)) {
            long least =
                    must.stream().filter(record -> !untold.contains(record)).count();
            long most = Stream.concat(must.stream(), may.stream()).distinct().count() - untold.size();
            assertThat(told)
                    .as("promise 1: records that recovery will find, as told")
                    .isBetween(least, most);
        } else {
            assertThat(told).as("records that recovery will find").isZero();
        }
    }

    private List<String> texts() throws IOException {
        Map<String, byte[]> found = place.visible();
        return found.values().stream().map(bytes -> new String(bytes, UTF_8)).toList();
    }

    private static List<String> records(String text) {
        assertThat(text).as("promise 2: whole records").matches("([0-9]+x*,)*");
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=,)"));
    }

    private static Amount amount(List<String> records) {
        return new Amount(
                records.size(), records.stream().mapToInt(String::length).sum());
    }
}
