package io.forebay.cli;

import io.forebay.api.CloseReport;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import java.nio.file.Path;

/** How the end of a run is told: what went wrong on standard error, the ledger on standard output, the verdict as exit code. */
final class RunResult {
    static final int ALL_PUBLISHED = 0;
    static final int NOT_ALL_PUBLISHED = 1;

    private RunResult() {}

    /** Tells it, and returns the exit code. */
    static int tell(CloseReport report, Path dir) {
        Ledger ledger = report.ledger();
        ledger.losses()
                .forEach((reason, lost) -> System.err.println("forebay: lost " + lost.records() + " records ("
                        + lost.bytes() + " bytes): " + explain(reason, dir)));
        for (String leftover : report.leftovers()) {
            System.err.println("forebay: left behind: " + Text.oneLine(leftover));
        }
        Stdout.line(Json.of(ledger));
        return exitCode(ledger);
    }

    static int exitCode(Ledger ledger) {
        return ledger.published().records() == ledger.offered().records() ? ALL_PUBLISHED : NOT_ALL_PUBLISHED;
    }

    private static String explain(LossReason reason, Path dir) {
        return switch (reason) {
            case DEADLINE -> "they could not be written to " + dir + " in time";
            case UNANSWERED ->
                dir
                        + " did not answer in time; look there whether they have appeared since, and run 'forebay recover --dir "
                        + dir + "' for those that were kept";
            case UNREAD -> "they were still queued at the end";
            case DAMAGED -> dir + " took them and could not keep them; look at its disk";
            case RECOVERABLE ->
                "not published in time, but kept; run 'forebay recover --dir " + dir
                        + "' for those that have not appeared there since";
        };
    }
}
