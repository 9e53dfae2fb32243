package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.SpilledDataLostException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of what was spilled and is lost, and of what is visible and not yet sure to stay so. */
abstract class LossContract extends LeftoverContract {

    @Test
    void promise1_a_loss_of_what_was_spilled_is_told_once_and_exactly() throws IOException {
        require(Capability.LOSES_SPILLED);
        FilledSegment segment =
                ordinary(open(), 0).add("one,").add("two,").spill().add("three");
        place().loseSpilled();
        assertLost(segment, new Amount(2, 8));
        assertThat(visible()).isEmpty();
        Published published = segment.publish();
        assertThat(published.records()).isEqualTo(1);
        assertOnlyFile(published.name(), "three");
    }

    @Test
    void promise3_what_was_told_as_lost_is_set_aside_and_stays_so() throws IOException {
        require(Capability.SETS_ASIDE);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("lost,").spill().add("kept");
        place().loseSpilled();
        assertLost(segment, new Amount(1, 5));
        Map<String, String> aside = texts(place().setAside());
        assertThat(aside.values())
                .as("what was set aside")
                .singleElement()
                .asString()
                .startsWith("lost,");
        segment.publish();
        target.close();
        recoverAnew();
        assertThat(texts(place().setAside())).as("what is still set aside").isEqualTo(aside);
        assertThat(contents()).containsExactly("kept");
    }

    @Test
    void a_loss_leaves_the_buffer_and_its_commits_untouched() throws IOException {
        require(Capability.LOSES_SPILLED);
        FilledSegment segment = ordinary(open(), 0).add("lost").spill().add("four");
        place().loseSpilled();
        assertLost(segment, new Amount(1, 4));
        byte[] held = new byte[4];
        segment.segment().buffer().get(0, held);
        assertThat(held).asString(UTF_8).isEqualTo("four");
        assertThatThrownBy(() -> segment.segment().commit(3))
                .as("a commit before the last one, at 4")
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> segment.segment().spill(3))
                .as("a spill that ends before the last commit, at 4")
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(segment.publish().records()).isEqualTo(1);
        assertThat(contents()).containsExactly("four");
    }

    @Test
    void a_segment_goes_on_after_a_loss_as_if_nothing_had_been_spilled() throws IOException {
        require(Capability.LOSES_SPILLED);
        FilledSegment segment = ordinary(open(), 0).add("lost").spill().add("1,");
        place().loseSpilled();
        assertLost(segment, new Amount(1, 4));
        segment.add("2,").spill().add("3");
        assertThat(segment.publish().records()).isEqualTo(3);
        assertThat(contents()).containsExactly("1,2,3");
    }

    @Test
    void after_a_loss_of_everything_there_is_nothing_to_publish_until_more_comes() throws IOException {
        require(Capability.LOSES_SPILLED);
        FilledSegment segment = ordinary(open(), 0).add("lost").spill();
        place().loseSpilled();
        assertLost(segment, new Amount(1, 4));
        assertThatThrownBy(segment::publish).isInstanceOf(IllegalStateException.class);
        assertThat(visible()).isEmpty();
        segment.add("more").publish();
        assertThat(contents()).containsExactly("more");
    }

    @Test
    void a_loss_costs_no_buffer_of_the_workers_other_segment_and_no_other_worker() throws IOException {
        require(Capability.LOSES_SPILLED);
        FlushTarget target = open();
        FilledSegment first = ordinary(target, 0).add("lost").spill();
        FilledSegment second = ordinary(target, 0).add("second");
        FilledSegment other = ordinary(target, 1).add("other");
        place().loseSpilled();
        first.add("first");
        assertLost(first, new Amount(1, 4));
        first.publish();
        second.publish();
        other.publish();
        assertThat(contents()).containsExactlyInAnyOrder("first", "second", "other");
    }

    @Test
    void promise1_a_loss_that_a_spill_does_not_see_is_told_when_it_is_published() throws IOException {
        require(Capability.LOSES_SPILLED);
        FilledSegment segment = ordinary(open(), 0).add("lost").spill().add("more");
        place().loseSpilled();
        try {
            segment.spill();
            assertLost(segment, new Amount(2, 8));
            assertThatThrownBy(segment::publish).isInstanceOf(IllegalStateException.class);
            assertThat(visible()).isEmpty();
        } catch (SpilledDataLostException seen) {
            assertThat(seen.lost()).isEqualTo(new Amount(1, 4));
            segment.spill().publish();
            assertThat(contents()).containsExactly("more");
        }
    }

    @Test
    void promise2_a_large_record_whose_first_part_is_lost_is_never_published() throws IOException {
        require(Capability.LOSES_SPILLED);
        FlushTarget target = open();
        FilledSegment segment =
                oversize(target, 0).put(bytes(CAPACITY, 'x')).spill().add("end");
        place().loseSpilled();
        assertLost(segment, Amount.ZERO);
        segment.discard();
        target.close();
        recoverAnew();
        assertThat(visible()).isEmpty();
    }

    @Test
    void promise3_what_was_told_as_lost_is_not_recovered() throws IOException {
        require(Capability.LOSES_SPILLED);
        require(Capability.RECOVERS);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("lost").spill().add("kept");
        place().loseSpilled();
        assertLost(segment, new Amount(1, 4));
        segment.spill();
        endSuddenly(target);
        assertThat(recoverAnew().recovered()).hasSize(1);
        assertThat(contents()).containsExactly("kept");
    }

    @Test
    void promise10_what_is_visible_but_not_sure_to_stay_so_is_not_published_twice() throws IOException {
        require(Capability.LEAVES_UNSURE);
        FilledSegment segment = ordinary(open(), 0).add("one,").spill().add("two");
        place().leaveUnsure(true);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        assertThat(contents()).containsExactly("one,two");
        place().leaveUnsure(false);
        Published published = segment.publish();
        assertThat(published.records()).isEqualTo(2);
        assertThat(published.bytes()).isEqualTo(7);
        assertOnlyFile(published.name(), "one,two");
    }

    @Test
    void promise1_abandon_tells_what_is_visible_but_not_sure_to_stay_so() throws IOException {
        require(Capability.LEAVES_UNSURE);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("one,").spill().add("two");
        place().leaveUnsure(true);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        assertThat(segment.abandon()).isEqualTo(new Amount(2, 7));
        place().leaveUnsure(false);
        target.close();
        assertFoundNothing(recoverAnew());
        assertThat(contents()).containsExactly("one,two");
    }

    @Test
    void promise1_abandon_tells_a_visible_file_of_several_segments_once() throws IOException {
        require(Capability.LEAVES_UNSURE);
        for (int turn = 0; turn < 2; turn++) {
            try (FlushTarget target = place().open(SPEC)) {
                FilledSegment first = ordinary(target, 0).add("1,").spill();
                FilledSegment second = ordinary(target, 0).add("2,").spill().add("3,");
                place().leaveUnsure(true);
                assertThatThrownBy(second::publish).isInstanceOf(IOException.class);
                Amount told = turn == 0
                        ? first.abandon().plus(second.abandon())
                        : second.abandon().plus(first.abandon());
                assertThat(told).isEqualTo(new Amount(3, 6));
                place().leaveUnsure(false);
            }
        }
        assertFoundNothing(recoverAnew());
        assertThat(contents()).containsExactly("1,2,3,", "1,2,3,");
    }

    private static void assertLost(FilledSegment segment, Amount lost) {
        assertThatThrownBy(segment::publish)
                .as("a publication after a loss")
                .isInstanceOfSatisfying(SpilledDataLostException.class, loss -> {
                    assertThat(loss.lost()).isEqualTo(lost);
                    assertThat(loss.getMessage())
                            .as("what was set aside, where, and why")
                            .isNotBlank();
                    assertThat(loss.getCause())
                            .as("what went wrong with the file")
                            .isNotNull();
                });
    }
}
