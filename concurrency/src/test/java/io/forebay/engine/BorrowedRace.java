package io.forebay.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.forebay.api.Segment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A lane copies a record that is larger than a buffer out of its caller's array, a piece at a time. */
public final class BorrowedRace {
    private BorrowedRace() {}

    /** Reads it all and takes it over; what could not be ends with an exclamation mark. */
    private static String read(BorrowedBytes borrowed, Segment segment) {
        StringBuilder read = new StringBuilder();
        ByteBuffer piece = ByteBuffer.allocate(8);
        try {
            while (borrowed.read(piece.clear()) > 0) {
                read.append(new String(piece.array(), 0, piece.position(), US_ASCII));
            }
            return borrowed.take(segment, read.length()) ? read.toString() : read + "!";
        } catch (IllegalStateException e) {
            return read + "!";
        }
    }

    /** The caller's time is up: it takes its array back, and uses it again at once. */
    @JCStressTest
    @Outcome(id = "aaaaaaaaaaaaaaaa, ACCEPTED, 1", expect = ACCEPTABLE, desc = "taken over before the time was up")
    @Outcome(
            id = "(a{8}|a{16})?!, TIMED_OUT, 0",
            expect = ACCEPTABLE,
            desc = "taken back: the lane has none of it, a piece, or all, and is told")
    @Outcome(id = ".*X.*", expect = FORBIDDEN, desc = "the lane has read the array after it was the caller's again")
    @Outcome(
            id = "a{16}, TIMED_OUT, .*",
            expect = FORBIDDEN,
            desc = "taken over, but the caller was told that it was dropped")
    @Outcome(expect = FORBIDDEN, desc = "what the caller was told is not what the books say")
    @State
    public static class TakenBack {
        private final Rig rig = new Rig(8);
        private final byte[] array = Rig.bytes("a".repeat(16));
        private final BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.wrap(array), rig.books);

        @Actor
        public void lane(LLL_Result result) {
            result.r1 = read(borrowed, rig.first);
        }

        @Actor
        public void caller(LLL_Result result) {
            result.r2 = borrowed.await(rig.config, Deadline.in(rig.config.time(), 0));
            Arrays.fill(array, (byte) 'X');
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r3 = rig.ledger().accepted().records();
        }
    }

    /** The caller waits until the record is taken over. */
    @JCStressTest
    @Outcome(id = "a{16}, ACCEPTED", expect = ACCEPTABLE, desc = "seen at once, or woken")
    @Outcome(id = ".*overslept", expect = FORBIDDEN, desc = "taken over, and the caller was not woken")
    @Outcome(expect = FORBIDDEN, desc = "no deadline passes, so the caller must wait")
    @State
    public static class TakenOver {
        private final Rig rig = new Rig(8);
        private final BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.wrap(Rig.bytes("a".repeat(16))), rig.books);

        @Actor
        public void lane(LL_Result result) {
            result.r1 = read(borrowed, rig.first);
        }

        @Actor
        public void caller(LL_Result result) {
            result.r2 = Rig.awake(() -> borrowed.await(rig.config, rig.never()).toString());
        }
    }
}
