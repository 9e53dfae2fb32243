package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private static final byte[] RECORD = Records.record(1, 2, 100);

    private final ByteBuffer buffer = ByteBuffer.allocate(30);

    @Test
    void good_sources_give_all_and_then_end() throws IOException {
        assertThat(readAll(Sources.whole(RECORD))).isEqualTo(RECORD);
        assertThat(readAll(Sources.chunked(RECORD, 7))).isEqualTo(RECORD);
        assertThat(readAll(Sources.hesitant(RECORD, 7))).isEqualTo(RECORD);
        assertThat(readAll(Sources.stream(RECORD))).isEqualTo(RECORD);
        assertThat(readAll(Sources.channel(RECORD))).isEqualTo(RECORD);
        assertThat(readAll(Sources.failingToClose(RECORD))).isEqualTo(RECORD);
        assertThat(readAll(Sources.whole(new byte[0]))).isEmpty();
    }

    @Test
    void a_hesitant_source_gives_nothing_at_every_other_read() throws IOException {
        CountedSource source = Sources.hesitant(RECORD, 7);
        assertThat(source.read(buffer)).isZero();
        assertThat(source.read(buffer)).isEqualTo(7);
        assertThat(source.read(buffer)).isZero();
    }

    @Test
    void a_failing_source_gives_its_beginning_first() throws IOException {
        CountedSource source = Sources.failing(new byte[10], () -> new StackOverflowError("deep"));
        assertThat(source.read(buffer)).isEqualTo(10);
        assertThatThrownBy(() -> source.read(buffer)).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void a_silent_source_never_ends_and_an_endless_one_fills_whatever_it_gets() throws IOException {
        CountedSource silent = Sources.silent(new byte[3]);
        assertThat(silent.read(buffer)).isEqualTo(3);
        assertThat(silent.read(buffer)).isZero();
        assertThat(silent.read(buffer)).isZero();
        assertThat(Sources.endless().read(buffer)).isEqualTo(27);
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @Test
    void a_blocking_source_is_set_free_by_its_close() throws IOException {
        CountDownLatch released = new CountDownLatch(1);
        CountedSource source = Sources.blocking(new byte[3], released);
        assertThat(source.read(buffer)).isEqualTo(3);
        source.close();
        assertThat(source.read(buffer)).isEqualTo(-1);
    }

    @Test
    void a_blocking_source_hears_an_interrupt() throws IOException {
        CountedSource source = Sources.blocking(new byte[0], new CountDownLatch(1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> source.read(buffer)).isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_lying_source_moves_the_position_by_another_count_than_it_tells() throws IOException {
        assertThat(Sources.lying(RECORD, 1).read(buffer)).isEqualTo(buffer.position() + 1);
    }

    @Test
    void a_meddling_source_moves_the_limit() throws IOException {
        Sources.meddling(new byte[5]).read(buffer);
        assertThat(buffer.limit()).isEqualTo(5);
    }

    @Test
    void each_counts_its_closes_and_tells_them() throws IOException {
        CountedSource source = Sources.whole(RECORD);
        assertThat(source.closes()).isZero();
        source.close();
        source.close();
        assertThat(source.closes()).isEqualTo(2);
        assertThat(source).hasToString("a source of 100 bytes in chunks of 100 (closed 2 times)");
        CountedSource stubborn = Sources.failingToClose(RECORD);
        assertThatThrownBy(stubborn::close).isInstanceOf(IOException.class);
        assertThat(stubborn.closes()).isEqualTo(1);
    }

    private byte[] readAll(CountedSource source) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (source.read(buffer.clear()) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
        }
        return all.toByteArray();
    }
}
