package io.forebay.bench.report;

import io.forebay.bench.compare.CellResult;
import io.forebay.bench.contender.Entrant;
import io.forebay.bench.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Bars of throughput. */
final class ThroughputPlot {
    private ThroughputPlot() {}

    /** One bar for each entrant that did not fail: its median. How far its rounds lie apart is in the tables. */
    static void write(CellResult result, Path file) throws IOException {
        List<String> names = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        for (Entrant entrant : result.cell().entrants()) {
            result.spread(entrant, RunResult::megabytes).ifPresent(spread -> {
                names.add(entrant.toString());
                medians.add(spread.median());
            });
        }
        if (names.isEmpty()) {
            return;
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(960)
                .height(480)
                .title(result.cell().name() + ": records of " + result.cell().recordBytes() + " B")
                .yAxisTitle("MB/s")
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisLabelRotation(45);
        chart.getStyler().setAvailableSpaceFill(0.7);
        chart.addSeries("MB/s", names, medians);
        SvgFile.save(chart, file);
    }
}
