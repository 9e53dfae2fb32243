package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.api.Amount;
import io.forebay.api.RecordSink;
import io.forebay.testkit.ManualTime;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a file is published: by size, and by age on a clock that the test moves. */
class RollingTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final byte[] RECORD = "0123456789".getBytes(UTF_8);

    private final MemoryStore store = new MemoryStore();
    private final ManualTime time = new ManualTime();
    private RecordSink sink;

    @AfterEach
    void close() {
        sink.close(LONG);
    }

    private Forebay settings() {
        return Forebay.to(store).workers(1).size(100).timeSource(time);
    }

    private void awaitFiles(int count) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> store.files().size() >= count);
    }

    private void awaitSpilled() {
        await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> store.unpublishedFiles() == 1);
    }

    private List<Integer> lengths() {
        return store.files().stream().map(MemoryFile::length).toList();
    }

    @Test
    void flaw12_aRecordThatNobodyFollowsIsPublishedWhenItIsOld() throws IOException {
        sink = settings().rollAge(Duration.ofSeconds(10)).open();
        sink.write(RECORD);
        time.advance(Duration.ofSeconds(10));
        awaitFiles(1);
        assertThat(lengths()).containsExactly(10);
    }

    @Test
    void theAgeIsThatOfTheOldestRecord() throws IOException {
        sink = settings().rollAge(Duration.ofSeconds(10)).open();
        sink.write(RECORD);
        time.advance(Duration.ofMillis(9_999));
        sink.write(RECORD);
        time.advance(Duration.ofMillis(1));
        awaitFiles(1);
        sink.write(RECORD);
        time.advance(Duration.ofMillis(9_999));
        sink.write(RECORD);
        time.advance(Duration.ofMillis(1));
        awaitFiles(2);
        assertThat(lengths()).containsExactly(20, 20);
    }

    @Test
    void idleTimeBeforeARecordDoesNotCount() throws IOException {
        sink = settings().rollAge(Duration.ofSeconds(10)).open();
        for (int hour = 0; hour < 24; hour++) {
            time.advance(Duration.ofHours(1));
        }
        sink.write(RECORD);
        time.advance(Duration.ofSeconds(9));
        sink.write(RECORD);
        time.advance(Duration.ofSeconds(1));
        awaitFiles(1);
        assertThat(lengths()).containsExactly(20);
    }

    @Test
    void aFileLargerThanABufferAgesFromItsFirstRecordAlthoughThatWasSpilled() throws IOException {
        sink = settings().rollSize(1_000).rollAge(Duration.ofSeconds(10)).open();
        for (int i = 0; i < 15; i++) {
            sink.write(RECORD);
        }
        awaitSpilled();
        time.advance(Duration.ofSeconds(9));
        sink.write(RECORD);
        time.advance(Duration.ofSeconds(1));
        awaitFiles(1);
        assertThat(lengths()).containsExactly(160);
    }

    @Test
    void withoutARollAgeOnlyAFullBufferIsPublished() throws IOException {
        sink = settings().rollAge(Duration.ZERO).open();
        sink.write(RECORD);
        time.advance(Duration.ofDays(365));
        for (int i = 0; i < 10; i++) {
            sink.write(RECORD);
        }
        awaitFiles(1);
        assertThat(lengths()).containsExactly(100);
    }

    @Test
    void aFileIsPublishedBeforeTheNextBufferCouldTakeItPastTheRollSize() throws IOException {
        sink = settings().rollSize(250).rollAge(Duration.ZERO).timeout(LONG).open();
        for (int i = 0; i < 60; i++) {
            sink.write(RECORD);
        }
        awaitFiles(2);
        awaitSpilled();
        sink.flush(LONG);
        assertThat(lengths()).containsExactly(200, 200, 200);
    }

    @Test
    void aFlushPublishesAFileWhoseBuffersWereAllSpilled() throws IOException {
        sink = settings().rollSize(1_000).rollAge(Duration.ZERO).timeout(LONG).open();
        for (int i = 0; i < 20; i++) {
            sink.write(RECORD);
        }
        awaitSpilled();
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(lengths()).containsExactly(200);
        assertThat(sink.ledger().buffered().records()).isZero();
    }

    /** The buffer was sealed for the record that then could not be copied: an empty one stands behind a file that was spilled. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordThatChangesUnderTheHandsOfTheSinkDoesNotKeepOthersBack(boolean old) throws Exception {
        sink = settings()
                .rollSize(1_000)
                .timeout(LONG)
                .rollAge(Duration.ofSeconds(10))
                .open();
        store.full(true);
        sink.write(new byte[100]);
        sink.write(new byte[100]);
        ByteBuffer shrinking = ByteBuffer.allocate(50);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                sink.write(shrinking);
            } catch (IndexOutOfBoundsException e) {
                thrown.complete(e);
            }
        });
        writer.start();
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> writer.getState() == Thread.State.TIMED_WAITING);
        shrinking.limit(0);
        store.full(false);
        await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> {
            time.advance(Duration.ofMillis(100));
            return thrown.isDone() && sink.ledger().buffered().records() == 2;
        });
        if (old) {
            time.advance(Duration.ofSeconds(10));
            awaitFiles(1);
        } else {
            assertThat(sink.flush(LONG).ok()).isTrue();
        }
        assertThat(lengths()).containsExactly(200);
        assertThat(sink.ledger().offered()).isEqualTo(new Amount(2, 200));
    }
}
