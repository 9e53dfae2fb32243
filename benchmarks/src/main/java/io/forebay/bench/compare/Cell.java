package io.forebay.bench.compare;

import io.forebay.bench.contender.Entrant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Entrants that run in the same rounds, on the same place and with the same records.
 *
 * @param name for headings and file names
 * @param place the directory to write below
 * @param recordBytes length of a record
 * @param entrants in the order in which a round runs them
 * @param base what the ratios of the table are to
 * @param goals about these entrants; may be none
 */
public record Cell(String name, String place, int recordBytes, List<Entrant> entrants, Entrant base, List<Goal> goals) {
    /** Copies the lists; entrants that a goal or the base needs and nobody named are added, and none runs twice. */
    public Cell {
        goals = List.copyOf(goals);
        entrants = Stream.concat(
                        Stream.concat(entrants.stream(), Stream.of(base)),
                        goals.stream().flatMap(goal -> Stream.concat(goal.subjects().stream(), Stream.of(goal.base()))))
                .distinct()
                .collect(Collectors.toUnmodifiableList());
    }
}
