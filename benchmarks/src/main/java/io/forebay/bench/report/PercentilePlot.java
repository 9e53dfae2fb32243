package io.forebay.bench.report;

import io.forebay.bench.latency.LatencyResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves of percentiles. To the right, each factor of ten is one more nine. */
final class PercentilePlot {
    private static final int POINTS_PER_NINE = 10;
    private static final int NINES = 5;

    private PercentilePlot() {}

    /** Draws those that have no problem; nothing, if all have. */
    static void write(String title, List<LatencyResult> results, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(960)
                .height(540)
                .title(title)
                .xAxisTitle("one in so many is slower (10: p90, 1,000: p99.9)")
                .yAxisTitle("µs")
                .build();
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        results.stream().filter(result -> result.problem().isEmpty()).forEach(result -> add(chart, result));
        if (!chart.getSeriesMap().isEmpty()) {
            SvgFile.save(chart, file);
        }
    }

    private static void add(XYChart chart, LatencyResult result) {
        Histogram histogram = result.merged();
        List<Double> oneIn = new ArrayList<>();
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i <= NINES * POINTS_PER_NINE; i++) {
            double rarity = Math.pow(10, (double) i / POINTS_PER_NINE);
            oneIn.add(rarity);
            // A logarithm has no place for a zero, which stands for "less than the clock can tell".
            micros.add(Math.max(10, histogram.getValueAtPercentile(100 - 100 / rarity)) / 1e3);
        }
        chart.addSeries(result.entrant().toString(), oneIn, micros).setMarker(SeriesMarkers.NONE);
    }
}
