package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import io.forebay.testkit.ForwardingTarget;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An open that fails leaves nothing behind: no thread, no target. */
class OpeningTest {
    private final MemoryStore store = new MemoryStore();
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    private void assertNothingLeft() {
        assertThat(store.liveTargets()).isZero();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("forebay-"))
                        .collect(Collectors.toSet()))
                .isEmpty();
    }

    @Test
    void whatTheOpenerThrowsIsPassedOn() {
        IOException refused = new IOException("the directory is missing");
        TargetOpener opener = spec -> {
            throw refused;
        };
        assertThatThrownBy(() -> Forebay.to(opener).open()).isSameAs(refused);
        assertNothingLeft();
    }

    @Test
    void aRecoveryThatFailsClosesTheTarget() {
        TargetOpener opener = spec -> new ForwardingTarget(store.open(spec)) {
            @Override
            public Recovery recover() throws IOException {
                throw new IOException("can not look for leftovers");
            }
        };
        assertThatThrownBy(() -> Forebay.to(opener).open()).hasMessage("can not look for leftovers");
        assertNothingLeft();
    }

    private TargetOpener failingAt(int number, Runnable failure) {
        AtomicInteger opened = new AtomicInteger();
        return spec -> new ForwardingTarget(store.open(spec)) {
            @Override
            public Segment open(SegmentSpec segment) throws IOException {
                if (opened.incrementAndGet() == number) {
                    failure.run();
                }
                return super.open(segment);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8})
    void aSegmentThatCanNotBeOpenedClosesTheTarget(int number) {
        TargetOpener opener = failingAt(number, () -> {
            throw new IllegalStateException("no room");
        });
        assertThatThrownBy(() -> Forebay.to(opener).workers(4).open()).hasMessage("no room");
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aLackOfMemorySaysWhatToDo(int number) {
        TargetOpener opener = failingAt(number, () -> {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        });
        assertThatThrownBy(() -> Forebay.to(opener).workers(4).size(100).open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("12 buffers of 100 bytes")
                .hasMessageContaining("lower size or workers")
                .hasMessageContaining("direct buffer memory");
        assertNothingLeft();
    }

    @Test
    void aTargetThatCanNotEvenCloseDoesNotHideTheReason() {
        TargetOpener opener = spec -> new ForwardingTarget(store.open(spec)) {
            @Override
            public Recovery recover() throws IOException {
                throw new IOException("the reason");
            }

            @Override
            public void close() throws IOException {
                super.close();
                throw new IOException("and this too");
            }
        };
        assertThatThrownBy(() -> Forebay.to(opener).open())
                .hasMessage("the reason")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasMessage("and this too")));
        assertNothingLeft();
    }
}
