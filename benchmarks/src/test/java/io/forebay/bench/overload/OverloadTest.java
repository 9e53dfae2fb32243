package io.forebay.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverloadTest {
    @Test
    void whatDoesNotFitIsDroppedAndTheBooksAreExact() throws Exception {
        // A buffer holds 65 records, and the target takes one in a second: 8 buffers are full at once.
        OverloadResult result = new Overload(4, 1_000, 100_000, 0.000_65, Duration.ZERO, 0.3).run();
        assertThat(result.exact()).isTrue();
        assertThat(result.offered()).isPositive();
        assertThat(result.dropped()).isGreaterThan(0).isLessThan(1);
        assertThat(result.leastShare()).isLessThanOrEqualTo(1);
        assertThat(result.mostShare()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void withATargetThatKeepsUpNothingIsDropped() throws Exception {
        OverloadResult result = new Overload(2, 100, 1_000, 1_000, Duration.ofMinutes(1), 0.1).run();
        assertThat(result.exact()).isTrue();
        assertThat(result.dropped()).isZero();
        assertThat(result.latestMillis()).isZero();
    }

    @Test
    void aRunThatIsOverBeforeItsThreadsStartOffersARecordOfEach() throws Exception {
        OverloadResult result = new Overload(3, 100, 1_000, 1_000, Duration.ofMinutes(1), 1e-9).run();
        assertThat(result.exact()).isTrue();
        assertThat(result.offered()).isEqualTo(3 / 1e-9);
        assertThat(result.dropped()).isZero();
    }
}
