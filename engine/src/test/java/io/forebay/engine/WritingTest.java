package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.ForwardingTarget;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a caller may rely on while nothing goes wrong. */
class WritingTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MemoryStore store = new MemoryStore();

    private Forebay settings() {
        return Forebay.to(store).workers(1).size(100).timeout(LONG).rollAge(Duration.ZERO);
    }

    private String content() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        store.files().forEach(file -> all.writeBytes(file.bytes()));
        return all.toString(UTF_8);
    }

    @Test
    void aRecordIsPublishedWhenTheSinkIsFlushed() throws IOException {
        try (RecordSink sink = settings().open()) {
            assertThat(sink.write("one\n".getBytes(UTF_8))).isEqualTo(Outcome.ACCEPTED);
            assertThat(store.files()).isEmpty();
            assertThat(sink.flush(LONG).ok()).isTrue();
            assertThat(content()).isEqualTo("one\n");
        }
    }

    @Test
    void flaw11_closePublishesWhatIsHeldAndBalancesTheBooks() throws IOException {
        RecordSink sink = settings().open();
        sink.write("one\n".getBytes(UTF_8));
        sink.write(ByteBuffer.wrap("two\n".getBytes(UTF_8)));
        sink.write(RecordSource.of(new ByteArrayInputStream("three\n".getBytes(UTF_8))));

        CloseReport report = sink.close(LONG);

        assertThat(report.leftovers()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(content().lines()).containsExactlyInAnyOrder("one", "two", "three");
        Ledger ledger = report.ledger();
        assertThat(ledger.accepted()).isEqualTo(new Amount(3, 14));
        assertThat(ledger.published()).isEqualTo(new Amount(3, 14));
        assertThat(ledger.buffered()).isEqualTo(Amount.ZERO);
        assertThat(sink.write(new byte[1])).isEqualTo(Outcome.CLOSED);
        assertThat(sink.ledger().rejected()).isEqualTo(new Amount(1, 1));
        assertThat(store.liveTargets()).isZero();
    }

    @Test
    void aBufferIsPublishedWhenTheNextRecordDoesNotFit() throws IOException {
        try (RecordSink sink = settings().open()) {
            for (int i = 0; i < 11; i++) {
                sink.write("123456789\n".getBytes(UTF_8));
            }
            sink.flush(LONG);
            assertThat(store.files()).extracting(MemoryFile::length).containsExactly(100, 10);
        }
    }

    @Test
    void promise2_recordsOfOneThreadOnOneWorkerKeepTheirOrderOverFilesThatAreLargerThanABuffer() throws IOException {
        StringBuilder expected = new StringBuilder();
        try (RecordSink sink = settings().rollSize(450).open()) {
            for (int i = 0; i < 1_000; i++) {
                String line = "line " + i + "\n";
                expected.append(line);
                assertThat(sink.write(line.getBytes(UTF_8))).isEqualTo(Outcome.ACCEPTED);
            }
        }
        assertThat(content()).isEqualTo(expected.toString());
        assertThat(store.files())
                .hasSizeBetween(20, 40)
                .allSatisfy(file -> assertThat(file.length()).isLessThanOrEqualTo(450));
    }

    @Test
    void aRecordLargerThanABufferGetsAFileOfItsOwn() throws IOException {
        byte[] large = new byte[1_234];
        try (RecordSink sink = settings().open()) {
            assertThat(sink.write(large)).isEqualTo(Outcome.ACCEPTED);
            large[7] = 1;
            assertThat(sink.write(RecordSource.of(new ByteArrayInputStream(new byte[777]))))
                    .isEqualTo(Outcome.ACCEPTED);
            assertThat(sink.flush(LONG).ok()).isTrue();
            assertThat(store.files()).extracting(MemoryFile::length).containsExactlyInAnyOrder(1_234, 777);
            assertThat(content().chars()).allMatch(c -> c == 0);
            assertThat(sink.ledger().published()).isEqualTo(new Amount(2, 2_011));
        }
    }

    @Test
    void aRecordOfExactlyABufferIsNotOversize() throws IOException {
        try (RecordSink sink = settings().open()) {
            sink.write(new byte[100]);
            sink.write(RecordSource.of(new ByteArrayInputStream(new byte[100])));
            assertThat(sink.flush(LONG).ok()).isTrue();
            assertThat(store.files()).extracting(MemoryFile::length).containsExactly(100, 100);
        }
    }

    @Test
    void aRecordAboveTheLimitIsRejected() throws IOException {
        try (RecordSink sink = settings().maxRecordBytes(150).open()) {
            assertThat(sink.write(new byte[150])).isEqualTo(Outcome.ACCEPTED);
            assertThat(sink.write(new byte[151])).isEqualTo(Outcome.TOO_LARGE);
            assertThat(sink.ledger().rejected()).isEqualTo(new Amount(1, 151));
        }
    }

    @Test
    void theLimitHoldsForRecordsThatFitABuffer() throws IOException {
        try (RecordSink sink = settings().maxRecordBytes(10).open()) {
            assertThat(sink.write(new byte[11])).isEqualTo(Outcome.TOO_LARGE);
        }
    }

    @Test
    void anEmptyRecordIsCountedAndLeavesNoTrace() throws IOException {
        try (RecordSink sink = settings().open()) {
            assertThat(sink.write(new byte[0])).isEqualTo(Outcome.ACCEPTED);
            assertThat(sink.write(RecordSource.of(new ByteArrayInputStream(new byte[0]))))
                    .isEqualTo(Outcome.ACCEPTED);
            assertThat(sink.flush(LONG).ok()).isTrue();
            assertThat(store.files()).isEmpty();
            assertThat(sink.ledger().published()).isEqualTo(new Amount(2, 0));
        }
    }

    @Test
    void aBufferMovesToItsLimitOnlyWhenItIsAccepted() throws IOException {
        try (RecordSink sink = settings().maxRecordBytes(300).open()) {
            for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(60), ByteBuffer.allocateDirect(60)}) {
                buffer.position(10).limit(50);
                assertThat(sink.write(buffer)).isEqualTo(Outcome.ACCEPTED);
                assertThat(buffer.position()).isEqualTo(50);
            }
            ByteBuffer tooLarge = ByteBuffer.allocate(301);
            assertThat(sink.write(tooLarge)).isEqualTo(Outcome.TOO_LARGE);
            assertThat(tooLarge.position()).isZero();
        }
    }

    @Test
    void aRangeOutsideTheArrayIsRefusedAndNotCounted() throws IOException {
        try (RecordSink sink = settings().open()) {
            assertThatThrownBy(() -> sink.write(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(sink.ledger().offered()).isEqualTo(Amount.ZERO);
        }
    }

    @Test
    void promise2_aRecordIsCommittedWhenItsBytesAreInTheBufferAndNotBefore() throws IOException {
        List<String> committed = new ArrayList<>();
        RecordSink sink = Forebay.to(spec -> new ForwardingTarget(store.open(spec)) {
                    @Override
                    protected Segment wrap(Segment segment, SegmentSpec what) {
                        return new ForwardingSegment(segment) {
                            @Override
                            public void commit(int end) {
                                byte[] held = new byte[end];
                                segment.buffer().get(0, held);
                                committed.add(new String(held, UTF_8));
                                super.commit(end);
                            }
                        };
                    }
                })
                .workers(1)
                .size(100)
                .timeout(LONG)
                .open();
        try (sink) {
            sink.write("one,".getBytes(UTF_8));
            sink.write(ByteBuffer.wrap("two,".getBytes(UTF_8)));
            sink.write(RecordSource.of(new ByteArrayInputStream("three,".getBytes(UTF_8))));
        }
        // The source is read by another thread, maybe into the next buffer.
        assertThat(committed).hasSize(3).allMatch(text -> text.matches("(one,)?(two,)?(three,)?"));
    }

    @Test
    void aSinkThatTookNothingPublishesNothing() throws IOException {
        RecordSink sink = settings().open();
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(sink.close(LONG).clean()).isTrue();
        assertThat(store.files()).isEmpty();
    }

    @Test
    void flaw2_aFlushBesideWritersPublishesEachRecordOnceAndLeavesNoneBehind() throws Exception {
        int writers = 3;
        int each = 2_000;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        List<String> expected = new ArrayList<>();
        try (RecordSink sink = settings().workers(2).rollSize(300).open()) {
            List<Future<?>> done = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                String writer = "w" + w + "-";
                IntStream.range(0, each).forEach(i -> expected.add(writer + i));
                done.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        assertThat(sink.write((writer + i + "\n").getBytes(UTF_8)))
                                .isEqualTo(Outcome.ACCEPTED);
                    }
                }));
            }
            while (done.stream().anyMatch(future -> !future.isDone())) {
                long before = sink.ledger().accepted().records();
                assertThat(sink.flush(LONG).ok()).isTrue();
                assertThat(sink.ledger().published().records()).isGreaterThanOrEqualTo(before);
            }
            for (Future<?> future : done) {
                future.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(content().lines()).containsExactlyInAnyOrderElementsOf(expected);
    }
}
