package io.forebay.testkit.sweep;

import io.forebay.testkit.Sources;

/**
 * A caller that is interrupted and one whose source throws an error, beside one to whom nothing happens. Who writes keeps the interrupt
 * that it came with, and gets none from others; {@link Offers} looks at that with each record.
 */
final class HarmedCallers {
    private static final int LENGTH = 120;

    private final Stage stage;
    private final Offers offers;
    private final int larger;

    /**
     * @param larger than a buffer: its writer waits until it is taken over
     */
    HarmedCallers(Stage stage, Offers offers, int larger) {
        this.stage = stage;
        this.offers = offers;
        this.larger = larger;
    }

    void write() {
        Stage.Act<?> other = stage.start("producer 2 beside them", 0, this::bystander);
        Stage.Act<?> source = stage.start("producer 3, whose source throws", 0, this::throwing);
        // Time stands still: an interrupted caller waits for nobody.
        stage.start("producer 4, interrupted", 1, this::interrupted)
                .awaitAtOnce()
                .result();
        source.await().result();
        other.await().result();
    }

    private boolean bystander() {
        offers.bytes(2, LENGTH, true);
        offers.bytes(2, LENGTH, true);
        return true;
    }

    private boolean throwing() {
        offers.source(
                3,
                LENGTH,
                false,
                record -> Sources.failing(record, () -> new OutOfMemoryError("the source breaks badly")));
        return true;
    }

    private boolean interrupted() {
        Thread.currentThread().interrupt();
        offers.bytes(4, LENGTH, false);
        offers.bytes(4, larger, false);
        offers.source(4, LENGTH, true, Sources::whole);
        return true;
    }
}
