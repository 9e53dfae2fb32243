package io.forebay.bench;

import io.forebay.bench.overload.Overload;
import io.forebay.bench.overload.OverloadResult;
import io.forebay.bench.report.Machine;
import io.forebay.bench.report.OverloadReport;
import io.forebay.bench.run.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** More than the target takes. */
@Command(
        name = "overload",
        description =
                "Offers a sink ten times what its target takes, and tells how long callers wait and what is dropped.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class OverloadCommand implements Callable<Integer> {
    @Option(names = "--callers", converter = Positive.Count.class, description = "threads that write")
    private int callers = 16;

    @Option(
            names = "--rate",
            converter = Positive.Quantity.class,
            description = "records a second that all callers offer, as long as they need not wait")
    private double rate = 50_000;

    @Option(
            names = "--share",
            converter = Positive.Quantity.class,
            description = "percent of these that the target takes")
    private double share = 10;

    @Option(names = "--record", converter = Positive.Count.class, description = "bytes of a record")
    private int record = 200;

    @Option(
            names = "--timeout-ms",
            converter = Positive.CountOrZero.class,
            split = ",",
            description = "the sink's timeout, as a list")
    private List<Integer> timeouts = List.of(0, 1, 10, 100);

    @Option(names = "--rounds", converter = Positive.Count.class, description = "how often each timeout is tried")
    private int rounds = 3;

    @Option(names = "--seconds", converter = Positive.Quantity.class, description = "how long each run takes")
    private double seconds = 10;

    @Option(names = "--out", description = "directory for the report")
    private Path out = Path.of("benchmarks", "target", "report");

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Machine machine = Machine.here(ChildJvm.own());
        Files.createDirectories(out);
        // Warms up what the runs use; what it comes to is not looked at.
        for (int timeout : timeouts) {
            overload(timeout, Math.min(2, seconds)).run();
        }
        List<OverloadResult> results = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int timeout : timeouts) {
                results.add(overload(timeout, seconds).run());
            }
        }
        System.out.print(OverloadReport.write(out, machine, results));
        return results.stream().allMatch(OverloadResult::exact) ? 0 : 1;
    }

    private Overload overload(int timeout, double time) {
        return new Overload(callers, record, rate, share / 100, Duration.ofMillis(timeout), time);
    }
}
