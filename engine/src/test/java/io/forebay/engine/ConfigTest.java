package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bounds of each option, and what somebody reads who oversteps them. */
class ConfigTest {
    private static final Duration NEGATIVE = Duration.ofNanos(-1);

    private final MemoryStore store = new MemoryStore();

    private static Arguments wrong(String message, UnaryOperator<Forebay> option) {
        return Arguments.of(message, option);
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                wrong("workers is 0; set it to 1 to 256", f -> f.workers(0)),
                wrong("workers is 257; set it to 1 to 256", f -> f.workers(257)),
                wrong("size is 0 bytes; set it to 1 to 1073741824 bytes", f -> f.size(0)),
                wrong("size is 1073741825 bytes; set it to 1 to 1073741824 bytes", f -> f.size((1 << 30) + 1)),
                wrong("timeout is PT-0.000000001S; set it to zero or more", f -> f.timeout(NEGATIVE)),
                wrong("queue is 0 records; set it to 1 to 1048576 records", f -> f.queue(0)),
                wrong("queue is 1048577 records; set it to 1 to 1048576 records", f -> f.queue((1 << 20) + 1)),
                wrong("maxRecordBytes is 0 bytes; set it to 1 to 2147483647 bytes", f -> f.maxRecordBytes(0)),
                wrong("rollSize is 0 bytes; set it to 1 bytes or more", f -> f.rollSize(0)),
                wrong("rollAge is PT-0.000000001S; set it to zero or more", f -> f.rollAge(NEGATIVE)),
                wrong(
                        "rollAge is PT0.000999999S; set it to 1 ms or more, or to zero to publish full buffers only",
                        f -> f.rollAge(Duration.ofNanos(999_999))),
                wrong("sourceTimeout is PT-0.000000001S; set it to zero or more", f -> f.sourceTimeout(NEGATIVE)),
                wrong(
                        "sourceTimeout is PT0S; set it to 1 ms or more, for instance 10 s",
                        f -> f.sourceTimeout(Duration.ZERO)),
                wrong(
                        "sourceTimeout is PT0.000999999S; set it to 1 ms or more, for instance 10 s",
                        f -> f.sourceTimeout(Duration.ofNanos(999_999))),
                wrong("closeAtShutdown is PT-0.000000001S; set it to zero or more", f -> f.closeAtShutdown(NEGATIVE)));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void aWrongValueIsRefusedAtOnceWithWhatToDo(String message, UnaryOperator<Forebay> option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.apply(Forebay.to(store)))
                .withMessage(message);
    }

    static Stream<Arguments> bounds() {
        return Stream.of(
                wrong("workers", f -> f.workers(1).workers(256)),
                wrong("size", f -> f.size(1).size(1 << 30)),
                wrong("timeout", f -> f.timeout(Duration.ZERO).timeout(Duration.ofSeconds(Long.MAX_VALUE))),
                wrong("queue", f -> f.queue(1).queue(1 << 20)),
                wrong("maxRecordBytes", f -> f.maxRecordBytes(1).maxRecordBytes(Integer.MAX_VALUE)),
                wrong("rollSize", f -> f.rollSize(1).rollSize(Long.MAX_VALUE)),
                wrong(
                        "rollAge",
                        f -> f.rollAge(Duration.ZERO)
                                .rollAge(Duration.ofMillis(1))
                                .rollAge(Duration.ofSeconds(Long.MAX_VALUE))),
                wrong(
                        "sourceTimeout",
                        f -> f.sourceTimeout(Duration.ofMillis(1)).sourceTimeout(Duration.ofDays(9_999_999))),
                wrong("closeAtShutdown", f -> f.closeAtShutdown(Duration.ZERO)));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void theBoundsThemselvesAreTaken(String name, UnaryOperator<Forebay> option) {
        assertThatCode(() -> option.apply(Forebay.to(store))).as(name).doesNotThrowAnyException();
    }

    @Test
    void aMissingValueIsNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> Forebay.to(store).timeout(null))
                .withMessage("timeout");
        assertThatNullPointerException()
                .isThrownBy(() -> Forebay.to(store).closeAtShutdown(null))
                .withMessage("closeAtShutdown");
        assertThatNullPointerException()
                .isThrownBy(() -> Forebay.to(store).listener(null))
                .withMessage("listener");
    }

    @Test
    void valuesThatContradictEachOtherAreRefusedWhenTheSinkIsOpened() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Forebay.to(store).size(1_000).rollSize(999).open())
                .withMessageContaining("rollSize is 999 bytes")
                .withMessageContaining("size, 1000 bytes")
                .withMessageContaining("raise rollSize or lower size");
        assertThat(store.liveTargets()).isZero();
    }

    @Test
    void theSmallestSinkWorks() throws IOException {
        try (var sink = Forebay.to(store)
                .workers(1)
                .size(1)
                .queue(1)
                .maxRecordBytes(1)
                .rollSize(1)
                .timeout(Duration.ofSeconds(30))
                .open()) {
            for (int i = 0; i < 10; i++) {
                sink.write(new byte[1]);
            }
        }
        assertThat(store.files()).hasSize(10);
    }
}
