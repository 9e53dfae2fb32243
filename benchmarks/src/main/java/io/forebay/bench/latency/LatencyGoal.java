package io.forebay.bench.latency;

import io.forebay.bench.compare.Spread;
import io.forebay.bench.contender.Entrant;
import java.util.List;
import java.util.Optional;

/**
 * A ratio of two contenders' percentiles under the same kind of load that is not to be exceeded.
 *
 * @param what the words for it
 * @param subject whose percentile counts
 * @param base what it is divided by
 * @param load that both were given
 * @param atMost the ratio
 */
public record LatencyGoal(String what, Entrant subject, Entrant base, Load load, double atMost) {
    /** The percentile that goals are about. */
    public static final double TAIL = 99.9;

    /** All there are. */
    public static final List<LatencyGoal> ALL = List.of(
            new LatencyGoal(
                    "p99.9 of 64 KiB files to that of Log4j, at the same load",
                    Entrant.of("forebay-nio-64k@1"),
                    Entrant.of("log4j2-raf@1"),
                    new Load(50, true),
                    0.2),
            new LatencyGoal(
                    "p99.9 of mapped files to that of 64 KiB files, each at half of its own saturation",
                    Entrant.of("forebay-mmap@1"),
                    Entrant.of("forebay-nio-64k@1"),
                    new Load(50, false),
                    1));

    /** Whether both contenders ran under the load. */
    public boolean wasTried(List<LatencyResult> results) {
        return of(subject, results).isPresent() && of(base, results).isPresent();
    }

    /** The spread of the ratio over the rounds; empty if a run of either contender failed, or was not tried. */
    public Optional<Spread> reached(List<LatencyResult> results) {
        return of(subject, results).flatMap(own -> of(base, results).flatMap(other -> own.ratio(other, TAIL)));
    }

    private Optional<LatencyResult> of(Entrant entrant, List<LatencyResult> results) {
        return results.stream()
                .filter(result ->
                        result.entrant().equals(entrant) && result.load().equals(load))
                .findFirst();
    }
}
