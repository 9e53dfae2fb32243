package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import io.forebay.api.TimeSource;
import io.forebay.testkit.ForwardingSegment;
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

    /** Of the threads of a sink with two workers. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void promise11_aThreadThatCanNotBeStartedHasTheTargetClosedOnceAndAfterItsLastUse(int number) {
        AtomicInteger closes = new AtomicInteger();
        AtomicInteger discards = new AtomicInteger();
        AtomicInteger discardsTooLate = new AtomicInteger();
        TargetOpener opener = spec -> new ForwardingTarget(store.open(spec)) {
            @Override
            protected Segment wrap(Segment segment, SegmentSpec spec) {
                return new ForwardingSegment(segment) {
                    @Override
                    public void discard() {
                        (closes.get() == 0 ? discards : discardsTooLate).incrementAndGet();
                        super.discard();
                    }
                };
            }

            @Override
            public void close() throws IOException {
                closes.incrementAndGet();
                super.close();
                throw new IOException("and this too");
            }
        };
        AtomicInteger started = new AtomicInteger();
        SinkConfig config = new SinkConfig(2, 100, 0, 1, 1_000, 100, 0, Long.MAX_VALUE, null, TimeSource.system());
        assertThatThrownBy(() -> Engine.open(config, opener, thread -> {
                    if (started.incrementAndGet() == number) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    thread.start();
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lower size or workers")
                .cause()
                .satisfies(cause -> assertThat(cause.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasMessage("and this too")));
        assertThat(discards).hasValue(2 * Math.min(2, number - 1));
        await().untilAsserted(this::assertNothingLeft);
        assertThat(closes).hasValue(1);
        assertThat(discardsTooLate).hasValue(0);
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

    @Test
    void aTargetThatThrowsTheSameWhenItIsClosedDoesNotHideTheReason() {
        OutOfMemoryError onlyOne = new OutOfMemoryError("injected");
        TargetOpener opener = spec -> new ForwardingTarget(store.open(spec)) {
            @Override
            public Recovery recover() {
                throw onlyOne;
            }

            @Override
            public void close() throws IOException {
                super.close();
                throw onlyOne;
            }
        };
        assertThatThrownBy(() -> Forebay.to(opener).open())
                .isInstanceOf(IOException.class)
                .hasCause(onlyOne);
        assertNothingLeft();
    }
}
