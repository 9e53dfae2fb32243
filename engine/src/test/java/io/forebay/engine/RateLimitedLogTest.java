package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.engine.RateLimitedLog.Kind;
import io.forebay.testkit.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Warnings that do not flood a log; the logger of the tests writes to standard error. */
class RateLimitedLogTest {
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;
    private final ManualTime time = new ManualTime();
    private final RateLimitedLog log = new RateLimitedLog(time);

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(captured, true, UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setErr(standardError);
    }

    private List<String> warnings() {
        return captured.toString(UTF_8)
                .lines()
                .filter(line -> line.contains("trouble"))
                .toList();
    }

    @Test
    void theFirstWarningComesAtOnceAndTheNextAfterHalfAMinuteWithTheCountOfThoseLeftOut() {
        for (int i = 0; i < 10; i++) {
            log.warn(Kind.REFUSED, "trouble " + i, new IOException("why"));
            time.advance(Duration.ofSeconds(3));
        }
        assertThat(warnings()).singleElement().asString().endsWith("trouble 0: java.io.IOException: why");
        log.warn(Kind.REFUSED, "trouble again");
        assertThat(warnings())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("trouble again (9 more like this since the last warning)");
    }

    @Test
    void eachKindIsLimitedByItself() {
        for (Kind kind : Kind.values()) {
            log.warn(kind, "trouble with " + kind);
            log.warn(kind, "trouble with " + kind);
        }
        assertThat(warnings()).hasSize(Kind.values().length);
    }
}
