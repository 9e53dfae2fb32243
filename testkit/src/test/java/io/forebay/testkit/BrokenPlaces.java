package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Targets that give wrong names or permissions to their files, or do not get on with their place. */
final class BrokenPlaces {
    private BrokenPlaces() {}

    static final List<Broken> ALL = List.of(
            Broken.segments(
                    "one name for all",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            Published truth = super.publish();
                            return new Published(truth.worker(), "file", truth.bytes(), truth.records());
                        }
                    },
                    "promise5_names_do_not_repeat_over_workers_kinds_and_restarts"),
            Broken.segments(
                    "a path for a name",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            Published truth = super.publish();
                            return new Published(
                                    truth.worker(), "spool/" + truth.name(), truth.bytes(), truth.records());
                        }
                    },
                    "a_name_is_told_without_the_directory"),
            Broken.targets(
                    "a recovery that tells the names of temporary files",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            Recovery truth = super.recover();
                            return new Recovery(
                                    truth.recovered().stream()
                                            .map(file -> new Recovery.Recovered(
                                                    file.name() + ".tmp", file.bytes(), file.records()))
                                            .toList(),
                                    truth.quarantined(),
                                    truth.live());
                        }
                    },
                    "what_was_recovered_is_visible_under_the_names_that_are_told"),
            Broken.places(
                    "a number that is given out for each file that is begun",
                    () -> new MemoryHarness() {
                        @Override
                        public long sequence(String name) {
                            return 2 * super.sequence(name);
                        }
                    },
                    "a_gap_in_a_workers_numbers_means_a_lost_file_and_nothing_else",
                    "a_refused_publication_leaves_no_gap_in_the_numbers"),
            Broken.places(
                    "a publication that replaces what has its name",
                    () -> new MemoryHarness() {
                        @Override
                        public void occupy(byte[] foreign) {}
                    },
                    "promise4_a_file_of_somebody_else_is_never_replaced",
                    "promise4_recovery_replaces_no_file_of_somebody_else_and_goes_on_with_the_rest"),
            Broken.places(
                    "a refusal that has replaced what has its name",
                    () -> new MemoryHarness() {
                        @Override
                        public void occupy(byte[] foreign) {
                            super.occupy("ours".getBytes(UTF_8));
                        }
                    },
                    "promise4_a_file_of_somebody_else_is_never_replaced",
                    "promise4_recovery_replaces_no_file_of_somebody_else_and_goes_on_with_the_rest"),
            Broken.places(
                    "a permission that is set when the next file is published",
                    () -> new MemoryHarness() {
                        @Override
                        public Map<String, String> permissions() {
                            Map<String, String> permissions = super.permissions();
                            List<MemoryFile> files = store().files();
                            if (!files.isEmpty()) {
                                permissions.put(files.get(files.size() - 1).name(), "0600");
                            }
                            return permissions;
                        }
                    },
                    "promise4_every_file_has_its_permission",
                    "promise4_a_file_that_is_published_after_a_refusal_has_its_permission",
                    "promise4_a_file_has_its_permission_from_the_moment_it_is_seen"),
            Broken.places(
                    "a failure to open that does not say where",
                    () -> new MemoryHarness() {
                        @Override
                        public FlushTarget open(TargetSpec spec) throws IOException {
                            try {
                                return super.open(spec);
                            } catch (IOException e) {
                                throw new IOException("can not open", e);
                            }
                        }
                    },
                    "opening_without_the_place_fails_and_says_which_and_leaves_nothing_behind"),
            Broken.segments(
                    "a discard that needs the place",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void discard() {
                            if (place.away()) {
                                throw new IllegalArgumentException("no such directory");
                            }
                            super.discard();
                        }
                    },
                    "while_the_place_is_gone_segments_can_be_discarded_and_abandoned"));
}
