package io.forebay.bench.compare;

import io.forebay.bench.contender.Entrant;
import io.forebay.bench.run.RunResult;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * All runs of a cell.
 *
 * @param cell what was run
 * @param rounds each with one result for each entrant, in the cell's order
 */
public record CellResult(Cell cell, List<List<RunResult>> rounds) {
    /** Copies the lists. */
    public CellResult {
        rounds = rounds.stream().map(List::copyOf).toList();
    }

    /** The results of an entrant, round by round. */
    public List<RunResult> of(Entrant entrant) {
        int index = cell.entrants().indexOf(entrant);
        return rounds.stream().map(round -> round.get(index)).toList();
    }

    /** The first thing that went wrong with an entrant. One bad run spoils all of its numbers. */
    public Optional<String> problem(Entrant entrant) {
        return of(entrant).stream()
                .filter(result -> !result.ok())
                .findFirst()
                .map(result -> String.valueOf(result.problem()));
    }

    /** The spread of a figure over the rounds; empty if a run of the entrant failed. */
    public Optional<Spread> spread(Entrant entrant, ToDoubleFunction<RunResult> figure) {
        return problem(entrant).isPresent()
                ? Optional.empty()
                : Optional.of(Spread.of(of(entrant).stream().mapToDouble(figure).toArray()));
    }

    /**
     * The spread of the ratio of two entrants' bytes a second, taken round by round, so that what slows a whole round down does
     * not show; empty if a run of either failed.
     */
    public Optional<Spread> ratio(Entrant entrant, Entrant base) {
        if (problem(entrant).isPresent() || problem(base).isPresent()) {
            return Optional.empty();
        }
        List<RunResult> own = of(entrant);
        List<RunResult> other = of(base);
        double[] ratios = new double[rounds.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = own.get(i).megabytes() / other.get(i).megabytes();
        }
        return Optional.of(Spread.of(ratios));
    }

    /** What a goal's best subject reached; empty if a run of any of them failed, or of the base. */
    public Optional<Spread> reached(Goal goal) {
        if (goal.subjects().stream().anyMatch(subject -> problem(subject).isPresent())) {
            return Optional.empty();
        }
        return goal.subjects().stream()
                .flatMap(subject -> ratio(subject, goal.base()).stream())
                .max((a, b) -> Double.compare(a.median(), b.median()));
    }
}
