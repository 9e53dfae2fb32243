package io.forebay.bench.report;

import java.awt.BasicStroke;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/** A plot as a file for a document, which is to be small: a dashed line would have each dash in it, and a coordinate 12 digits. */
final class SvgFile {
    private static final BasicStroke HAIRLINE = new BasicStroke(0.25f);

    private SvgFile() {}

    /** Saves a chart with solid grid lines, and with coordinates to a tenth of a pixel. */
    static void save(Chart<? extends AxesChartStyler, ?> chart, Path file) throws IOException {
        chart.getStyler().setPlotGridLinesStroke(HAIRLINE);
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        Files.writeString(file, Files.readString(file).replaceAll("(\\.\\d)\\d+", "$1"));
    }
}
