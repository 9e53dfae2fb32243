package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SpilledDataLostException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Targets that refuse what they must refuse, with another exception than they must; and two that throw where they must not. */
final class BrokenErrors {
    private BrokenErrors() {}

    static final List<Broken> ALL = Stream.concat(
                    Stream.of(
                            segments(
                                    "a commit out of range",
                                    "commit",
                                    BrokenErrors::illegalArgument,
                                    "a_commit_out_of_range_throws_and_changes_nothing",
                                    "a_commit_out_of_range_throws_also_after_a_spill",
                                    "a_commit_out_of_range_throws_also_in_an_oversize_segment"),
                            segments(
                                    "a spill out of range",
                                    "spill",
                                    BrokenErrors::illegalArgument,
                                    "a_spill_out_of_range_throws_and_changes_nothing",
                                    "a_spill_out_of_range_throws_also_after_a_spill",
                                    "a_spill_out_of_range_throws_also_in_an_oversize_segment"),
                            segments(
                                    "a spill that is refused",
                                    "spill",
                                    BrokenErrors::unchecked,
                                    "a_spill_that_failed_keeps_the_buffer_and_the_commits",
                                    "a_spill_that_failed_can_be_repeated_and_the_bytes_appear_once"),
                            segments(
                                    "a publication of nothing",
                                    "publish",
                                    BrokenErrors::illegalArgument,
                                    "promise4_publishing_nothing_throws_and_shows_nothing_and_the_segment_stays_open",
                                    "publishing_an_empty_oversize_segment_throws",
                                    "promise2_a_record_without_its_end_is_not_published_and_the_segment_stays_open"),
                            segments(
                                    "a publication that is refused, told as a loss",
                                    "publish",
                                    BrokenErrors::loss,
                                    "promise12_while_the_place_is_gone_nothing_is_lost"),
                            targets(
                                    "one segment too many",
                                    "open",
                                    e -> e instanceof IOException ? new IllegalStateException(e) : e,
                                    "promise8_as_many_segments_open_as_the_spec_says_and_no_more"),
                            targets(
                                    "a segment beyond the spec",
                                    "open",
                                    e -> e instanceof IllegalArgumentException ? new IOException(e) : e,
                                    "a_segment_beyond_what_the_target_was_opened_for_is_refused_and_costs_no_other"),
                            targets(
                                    "an open that comes too late",
                                    "open",
                                    BrokenErrors::checked,
                                    "a_closed_target_opens_and_recovers_no_more"),
                            targets(
                                    "a recovery that comes too late",
                                    "recover",
                                    BrokenErrors::checked,
                                    "a_closed_target_opens_and_recovers_no_more"),
                            targets(
                                    "a recovery without the place",
                                    "recover",
                                    BrokenErrors::unchecked,
                                    "recovery_without_the_place_fails_and_can_be_repeated"),
                            Broken.targets(
                                    "a close that is refused, with another exception",
                                    (target, place) -> new ForwardingTarget(target) {
                                        @Override
                                        public void close() throws IOException {
                                            super.close();
                                            if (place.full()) {
                                                throw new IllegalStateException("no room");
                                            }
                                        }
                                    },
                                    "closing_while_the_place_refuses_leaves_what_was_spilled_to_recovery",
                                    "promise11_a_target_that_is_closed_while_the_place_refuses_holds_nothing"),
                            Broken.segments(
                                    "an abandon that throws for a healthy segment",
                                    (segment, place) -> new ForwardingSegment(segment) {
                                        @Override
                                        public Amount abandon() {
                                            super.abandon();
                                            throw new IllegalArgumentException("nothing was refused");
                                        }
                                    },
                                    "an_abandoned_segment_is_no_longer_open_and_shows_nothing",
                                    "segments_that_never_took_a_record_can_be_discarded_and_abandoned",
                                    "promise1_abandon_tells_exactly_what_recovery_publishes"),
                            Broken.segments(
                                    "a discard that throws for a healthy segment",
                                    (segment, place) -> new ForwardingSegment(segment) {
                                        @Override
                                        public void discard() {
                                            super.discard();
                                            throw new IllegalArgumentException("nothing was refused");
                                        }
                                    },
                                    "a_discarded_segment_is_no_longer_open_and_shows_nothing",
                                    "segments_that_never_took_a_record_can_be_discarded_and_abandoned",
                                    "discarding_an_ordinary_segment_drops_its_buffer_and_not_what_was_spilled",
                                    "discarding_an_oversize_segment_drops_what_it_has_spilled")),
                    Stream.of("buffer", "commit", "spill", "publish", "discard", "abandon")
                            .map(BrokenErrors::late))
            .toList();

    /** Ended segments of which one method throws something else than it must. */
    private static Broken late(String method) {
        return segments(
                "a call that comes too late: " + method,
                method,
                BrokenErrors::illegalArgument,
                "a_published_segment_is_no_longer_open",
                "a_discarded_segment_is_no_longer_open_and_shows_nothing",
                "an_abandoned_segment_is_no_longer_open_and_shows_nothing",
                "an_oversize_segment_that_has_ended_is_no_longer_open",
                "closing_abandons_the_segments_that_are_open");
    }

    private static Broken segments(String what, String method, UnaryOperator<Throwable> wrong, String... noticedBy) {
        return Broken.segments(
                "the wrong exception for " + what,
                (segment, place) -> throwing(Segment.class, segment, method, wrong),
                noticedBy);
    }

    private static Broken targets(String what, String method, UnaryOperator<Throwable> wrong, String... noticedBy) {
        return Broken.targets(
                "the wrong exception for " + what,
                (target, place) -> throwing(FlushTarget.class, target, method, wrong),
                noticedBy);
    }

    /** Passes all calls on, and changes what one method throws. */
    private static <T> T throwing(Class<T> port, T delegate, String method, UnaryOperator<Throwable> wrong) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, called, arguments) -> {
                    try {
                        return called.invoke(delegate, arguments);
                    } catch (InvocationTargetException e) {
                        Throwable right = e.getTargetException();
                        throw called.getName().equals(method) ? wrong.apply(right) : right;
                    }
                }));
    }

    private static Throwable illegalArgument(Throwable right) {
        return right instanceof IOException ? right : new IllegalArgumentException(right);
    }

    private static Throwable unchecked(Throwable right) {
        return right instanceof IOException ? new IllegalArgumentException(right) : right;
    }

    private static Throwable checked(Throwable right) {
        return new IOException(right);
    }

    private static Throwable loss(Throwable right) {
        return right instanceof IOException ? new SpilledDataLostException("lost", Amount.ZERO, right) : right;
    }
}
