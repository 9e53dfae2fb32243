package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of {@link FlushTargetContract} share: a fresh place for each test, and short names for what they do. */
abstract class ContractFixture {
    static final int CAPACITY = 64;
    static final TargetSpec SPEC = new TargetSpec(3, 8, CAPACITY);

    private final List<FlushTarget> opened = new ArrayList<>();
    private @Nullable TargetHarness current;

    /**
     * Makes a new, empty place to publish to.
     *
     * @return a harness, which the suite closes after the test
     * @throws Exception if there can be none; the test fails then
     */
    protected abstract TargetHarness harness() throws Exception;

    @BeforeEach
    void makePlace() throws Exception {
        current = harness();
    }

    @AfterEach
    void removePlace() throws IOException {
        try (TargetHarness closing = place()) {
            if (has(Capability.REFUSES)) {
                closing.refuse(false);
            }
            if (has(Capability.LEAVES_UNSURE)) {
                closing.leaveUnsure(false);
            }
            for (FlushTarget target : opened) {
                target.close();
            }
        }
    }

    TargetHarness place() {
        if (current == null) {
            throw new IllegalStateException("the harness could not be made");
        }
        return current;
    }

    boolean has(Capability capability) {
        return place().capabilities().contains(capability);
    }

    void require(Capability capability) {
        assumeTrue(has(capability), () -> "the target under test does not declare " + capability);
    }

    /** Opens a target that is closed after the test. */
    FlushTarget open() throws IOException {
        FlushTarget target = place().open(SPEC);
        opened.add(target);
        return target;
    }

    void kill(FlushTarget target) throws IOException {
        place().kill(target);
        opened.remove(target);
    }

    FilledSegment ordinary(FlushTarget target, int worker) throws IOException {
        return new FilledSegment(target.open(SegmentSpec.ordinary(worker, CAPACITY)));
    }

    FilledSegment oversize(FlushTarget target, int worker) throws IOException {
        return new FilledSegment(target.open(SegmentSpec.oversize(worker, CAPACITY, -1)));
    }

    /** Leaves a record behind, spilled, by a target that is closed. */
    void leaveBehind(String record) throws IOException {
        try (FlushTarget target = place().open(SPEC)) {
            ordinary(target, 0).add(record).spill();
        }
    }

    /** Ends a target by its death, where the harness can, and else by closing it. */
    void endSuddenly(FlushTarget target) throws IOException {
        endSuddenly(place(), target);
        opened.remove(target);
    }

    static void endSuddenly(TargetHarness place, FlushTarget target) throws IOException {
        if (place.capabilities().contains(Capability.DIES)) {
            place.kill(target);
        } else {
            target.close();
        }
    }

    /** Recovers with a new target, as a process does that starts after the death of another. */
    Recovery recoverAnew() throws IOException {
        try (FlushTarget target = place().open(SPEC)) {
            return target.recover();
        }
    }

    Map<String, String> visible() throws IOException {
        return texts(place().visible());
    }

    static Map<String, String> texts(Map<String, byte[]> files) {
        Map<String, String> texts = new TreeMap<>();
        files.forEach((name, bytes) -> texts.put(name, new String(bytes, UTF_8)));
        return texts;
    }

    Collection<String> contents() throws IOException {
        return visible().values();
    }

    /** Asserts that one file is visible, under its name where the harness knows it. */
    void assertOnlyFile(String name, String content) throws IOException {
        assertThat(contents()).containsExactly(content);
        if (has(Capability.NAMES_FILES)) {
            assertThat(visible()).containsOnlyKeys(name);
        }
    }

    static byte[] bytes(int length, char fill) {
        return String.valueOf(fill).repeat(length).getBytes(UTF_8);
    }

    static void assertRefused(FilledSegment segment) {
        assertThatThrownBy(segment::publish)
                .as("a publication while the place refuses")
                .isInstanceOf(IOException.class);
    }

    /** Some targets keep what is spilled in memory, and so have nothing to refuse yet. */
    static boolean spilledAllTheSame(FilledSegment segment) {
        try {
            segment.spill();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    static void assertNotOpen(Segment segment) {
        assertThatThrownBy(segment::buffer).as("buffer()").isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> segment.commit(0)).as("commit()").isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> segment.spill(0)).as("spill()").isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(segment::publish).as("publish()").isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(segment::discard).as("discard()").isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(segment::abandon).as("abandon()").isInstanceOf(IllegalStateException.class);
    }

    static void assertFoundNothing(Recovery recovery) {
        assertThat(recovery.recovered()).as("recovered files").isEmpty();
        assertThat(recovery.quarantined()).as("quarantined files").isEmpty();
    }
}
