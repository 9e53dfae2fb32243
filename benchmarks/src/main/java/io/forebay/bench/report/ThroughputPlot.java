package io.forebay.bench.report;

import io.forebay.bench.compare.CellResult;
import io.forebay.bench.compare.Entrant;
import io.forebay.bench.compare.Spread;
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

    /** One bar for each entrant that did not fail, from the median, with whiskers to the least and the most. */
    static void write(CellResult result, Path file) throws IOException {
        List<String> names = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (Entrant entrant : result.cell().entrants()) {
            result.spread(entrant, RunResult::megabytes).ifPresent(spread -> {
                names.add(entrant.toString());
                medians.add(spread.median());
                errors.add(whisker(spread));
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
        chart.addSeries("MB/s", names, medians, errors);
        SvgFile.save(chart, file);
    }

    private static double whisker(Spread spread) {
        return Math.max(spread.max() - spread.median(), spread.median() - spread.min());
    }
}
