package io.forebay.bench.compare;

import io.forebay.bench.contender.Entrant;
import java.util.List;

/**
 * A ratio that is to be reached.
 *
 * @param what the words for it
 * @param subjects whose best counts
 * @param base what they are divided by
 * @param atLeast the ratio
 */
public record Goal(String what, List<Entrant> subjects, Entrant base, double atLeast) {
    /** Copies the list. */
    public Goal {
        subjects = List.copyOf(subjects);
    }
}
