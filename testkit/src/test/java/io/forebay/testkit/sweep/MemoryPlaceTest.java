package io.forebay.testkit.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.MemoryStorage;
import io.forebay.testkit.sweep.Place.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MemoryPlaceTest {
    private static final String PROMISES = "promise [45]:.*";

    @Test
    void promises_4_and_5_are_kept_by_a_store_that_is_in_order() throws Exception {
        assertThat(misdeeds(files -> files)).isEmpty();
    }

    @Test
    void promise4_a_run_tells_of_a_file_that_changes_once_it_was_seen() throws Exception {
        assertThat(misdeeds(once(files -> replaceFirst(files, new byte[] {1}))))
                .anyMatch(wrong -> wrong.endsWith("has changed since it was first seen"));
    }

    @Test
    void promise4_a_run_tells_of_a_file_that_vanishes_once_it_was_seen() throws Exception {
        assertThat(misdeeds(once(files -> files.subList(1, files.size()))))
                .anyMatch(wrong -> wrong.endsWith("was seen, and is gone"));
    }

    @Test
    void promise4_a_run_tells_of_a_file_that_is_empty() throws Exception {
        assertThat(misdeeds(files -> files.isEmpty() ? files : replaceFirst(files, new byte[0])))
                .anyMatch(wrong -> wrong.endsWith("is empty"));
    }

    @Test
    void promise5_a_run_tells_of_a_name_that_comes_up_twice() throws Exception {
        assertThat(misdeeds(files -> {
                    List<Seen> doubled = new ArrayList<>(files);
                    doubled.addAll(files);
                    return doubled;
                }))
                .anyMatch(wrong -> wrong.endsWith("is there twice"));
    }

    /** Breaks what is seen, as soon as something was seen before. */
    private static UnaryOperator<List<Seen>> once(UnaryOperator<List<Seen>> breaking) {
        List<Seen> before = new ArrayList<>();
        return files -> {
            List<Seen> seen = before.isEmpty() ? files : breaking.apply(files);
            before.addAll(files);
            return seen;
        };
    }

    private static List<Seen> replaceFirst(List<Seen> files, byte[] bytes) {
        List<Seen> replaced = new ArrayList<>(files);
        Seen first = files.get(0);
        replaced.set(0, new Seen(first.name(), first.worker(), bytes, first.leftover()));
        return replaced;
    }

    /** What a run says of files and their names; the sink is too simple to keep all other promises. */
    private static List<String> misdeeds(UnaryOperator<List<Seen>> eyes) throws Exception {
        Schedule<MemoryPlace> calm = new Schedule<>(
                "no fault", Lasting.ONCE, true, false, false, () -> new MemoryPlace(eyes), (place, time) -> {});
        return SweepRun.go(new MemoryStorage(), calm).problems().stream()
                .filter(problem -> problem.matches(PROMISES))
                .toList();
    }
}
