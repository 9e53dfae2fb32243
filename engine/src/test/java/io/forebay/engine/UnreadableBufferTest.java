package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.forebay.api.Amount;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.SinkListener;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers whose buffers can not be read: each is told by what its own write throws, whichever thread reads the buffer. */
class UnreadableBufferTest extends TroubleFixture {
    private final List<Throwable> refusals = new CopyOnWriteArrayList<>();
    private RecordSink sink;

    @BeforeEach
    void setUp() throws IOException {
        Assumptions.assumeTrue(
                Runtime.version().feature() >= 22, "a buffer that can not be read needs the arenas of Java 22");
        sink = open(settings().listener(new SinkListener() {
            @Override
            public void refused(int worker, Throwable cause) {
                refusals.add(cause);
            }
        }));
    }

    /** Opens an {@code Arena}, which this source level does not know. */
    private static AutoCloseable arena(String kind) throws ReflectiveOperationException {
        return (AutoCloseable)
                Class.forName("java.lang.foreign.Arena").getMethod(kind).invoke(null);
    }

    private static ByteBuffer allocate(AutoCloseable arena, int length) throws ReflectiveOperationException {
        Method allocate = Class.forName("java.lang.foreign.Arena").getMethod("allocate", long.class, long.class);
        Object segment = allocate.invoke(arena, length, 1);
        return (ByteBuffer) Class.forName("java.lang.foreign.MemorySegment")
                .getMethod("asByteBuffer")
                .invoke(segment);
    }

    private void assertNothingIsCounted() {
        assertThat(sink.write(new byte[150])).isEqualTo(Outcome.ACCEPTED);
        assertBalanced(sink.close(LONG).ledger());
        assertThat(sink.ledger().offered()).isEqualTo(new Amount(1, 150));
        assertThat(refusals).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 300})
    void promise14_aLargeRecordInMemoryOfItsCallersThreadAloneIsThatCallersError(int length) throws Exception {
        try (AutoCloseable arena = arena("ofConfined")) {
            ByteBuffer record = allocate(arena, length);
            assertThat(catchThrowable(() -> sink.write(record)))
                    .hasToString("java.lang.WrongThreadException: Attempted access outside owning thread");
            assertThat(record.position()).isZero();
            assertThat(sink.write(record.limit(100))).isEqualTo(Outcome.ACCEPTED);
        }
        assertThat(sink.ledger().offered()).isEqualTo(new Amount(1, 100));
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(sink.close(LONG).clean()).isTrue();
        assertThat(refusals).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 300})
    void promise14_aRecordInMemoryThatIsGoneIsItsCallersError(int length) throws Exception {
        ByteBuffer record;
        try (AutoCloseable arena = arena("ofShared")) {
            record = allocate(arena, length);
        }
        assertThat(catchThrowable(() -> sink.write(record)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Already closed");
        assertNothingIsCounted();
    }
}
