package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import java.io.IOException;
import java.util.List;

/** Targets that do to files what nobody may: replace, change or delete them, or show them before they are ready. */
final class BrokenFiles {
    private BrokenFiles() {}

    static final List<Broken> ALL = List.of(
            Broken.segments(
                    "a publication that replaces what has its name",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (IOException taken) {
                                MemoryFile replaced = replaceLast(place);
                                return new Published(0, replaced.name(), replaced.length(), 1);
                            }
                        }
                    },
                    "promise4_a_file_of_somebody_else_is_never_replaced"),
            Broken.segments(
                    "a refusal that has replaced what has its name",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (IOException taken) {
                                replaceLast(place);
                                throw taken;
                            }
                        }
                    },
                    "promise4_a_file_of_somebody_else_is_never_replaced"),
            Broken.targets(
                    "a recovery that replaces what has its name",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            Recovery truth = super.recover();
                            place.store().files().stream()
                                    .filter(file -> file.text().equals("not ours"))
                                    .forEach(file -> place.store().replace(changed(file)));
                            return truth;
                        }
                    },
                    "promise4_recovery_replaces_no_file_of_somebody_else_and_goes_on_with_the_rest"),
            Broken.segments(
                    "a published file that is changed when the next one comes",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            changeAll(place);
                            return super.publish();
                        }
                    },
                    "promise4_what_is_published_does_not_change"),
            Broken.targets(
                    "a published file that is changed by a recovery",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            changeAll(place);
                            return super.recover();
                        }
                    },
                    "promise4_what_is_published_does_not_change",
                    "promise3_recovery_finds_nothing_more_when_it_runs_again"),
            Broken.targets(
                    "a published file that is changed when its target closes",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public void close() throws IOException {
                            changeAll(place);
                            super.close();
                        }
                    },
                    "promise4_what_is_published_does_not_change"),
            Broken.segments(
                    "a permission that is set when the file can be seen",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            place.publishWithoutPermission();
                            Published published = super.publish();
                            // The second look from now on has begun when the file was there.
                            long looks = place.looks();
                            while (place.looks() < looks + 2
                                    && !Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                            place.permit(published.name());
                            return published;
                        }
                    },
                    "promise4_a_file_has_its_permission_from_the_moment_it_is_seen"),
            Broken.segments(
                    "a file without its permission",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            place.publishWithoutPermission();
                            return super.publish();
                        }
                    },
                    "promise4_every_file_has_its_permission",
                    "promise4_a_file_has_its_permission_from_the_moment_it_is_seen"),
            Broken.targets(
                    "a recovery that gives no permission",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            place.store().files().forEach(file -> place.permit(file.name()));
                            place.publishWithoutPermission();
                            return super.recover();
                        }
                    },
                    "promise4_every_file_has_its_permission"),
            Broken.segments(
                    "a permission that is forgotten over a refusal",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (IOException refused) {
                                place.publishWithoutPermission();
                                throw refused;
                            }
                        }
                    },
                    "promise4_a_file_that_is_published_after_a_refusal_has_its_permission"),
            Broken.targets(
                    "a recovery that deletes what it has set aside",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            Recovery truth = super.recover();
                            place.store().deleteSetAside();
                            return truth;
                        }
                    },
                    "what_can_not_be_told_any_more_is_set_aside_with_a_reason_and_kept",
                    "promise3_what_was_told_as_lost_is_set_aside_and_stays_so"),
            Broken.targets(
                    "a close that deletes what was set aside",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public void close() throws IOException {
                            super.close();
                            place.store().deleteSetAside();
                        }
                    },
                    "promise3_what_was_told_as_lost_is_set_aside_and_stays_so"),
            Broken.targets(
                    "a loss that deletes the file",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        protected Segment wrap(Segment segment, SegmentSpec spec) {
                            return new ForwardingSegment(segment) {
                                @Override
                                public Published publish() throws IOException {
                                    try {
                                        return super.publish();
                                    } catch (SpilledDataLostException lost) {
                                        place.store().deleteSetAside();
                                        throw lost;
                                    }
                                }
                            };
                        }
                    },
                    "promise3_what_was_told_as_lost_is_set_aside_and_stays_so"));

    private static MemoryFile replaceLast(MemoryHarness place) {
        List<MemoryFile> files = place.store().files();
        MemoryFile ours = changed(files.get(files.size() - 1));
        place.store().replace(ours);
        return ours;
    }

    private static void changeAll(MemoryHarness place) {
        place.store().files().forEach(file -> place.store().replace(changed(file)));
    }

    private static MemoryFile changed(MemoryFile file) {
        return new MemoryFile(file.name(), file.worker(), file.sequence(), "ours".getBytes(UTF_8), 1);
    }
}
