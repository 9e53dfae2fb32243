package io.forebay.testkit.model;

import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.model.Writing.Kind;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** All that may be done in a {@link World}, and how often. */
final class Moves {
    /** The most actions in a sequence. */
    static final int MOST = 200;

    /** Some of those that are drawn are not possible. */
    private static final int MOST_DRAWN = 280;

    private static final int MOST_OPEN = 2;
    private static final int SMALL = 64;
    private static final int LARGE = 200;
    private static final int LONGEST_RECORD = 4 * LARGE + 8;

    private Moves() {}

    /**
     * Draws sequences of actions. Not jqwik's own chains of actions: where a precondition looks at the state, they can not be shrunk by leaving
     * actions out.
     */
    static Arbitrary<List<Move>> sequences() {
        Arbitrary<Move> moves = Arbitraries.frequencyOf(
                Tuple.of(12, open()),
                Tuple.of(1, openInVain()),
                Tuple.of(52, write(bytes())),
                Tuple.of(16, write(sources())),
                Tuple.of(4, write(interrupted())),
                Tuple.of(2, burst()),
                Tuple.of(6, writeToClosed()),
                Tuple.of(14, pass()),
                Tuple.of(12, flush()),
                Tuple.of(4, close()),
                Tuple.of(3, kill()),
                Tuple.of(2, jump()),
                Tuple.of(2, jumpOnTheWall()),
                Tuple.of(6, trouble()),
                Tuple.of(6, heal()),
                Tuple.of(6, healWhileWriting()),
                Tuple.of(2, recover()),
                Tuple.of(2, ship()));
        // The first one stands last, so that jqwik first tries fewer of the others.
        return Combinators.combine(
                        moves.list()
                                .ofMaxSize(MOST_DRAWN)
                                .withSizeDistribution((size, least, most, center) -> Moves::length),
                        open())
                .as((others, first) ->
                        Stream.concat(Stream.of(first), others.stream()).toList());
    }

    /** Most sequences have up to a few dozen actions, and one in twenty many. */
    private static BigInteger length(Random random) {
        int choice = random.nextInt(60);
        int length = choice == 0 ? MOST_DRAWN : random.nextInt(choice < 3 ? MOST_DRAWN : choice < 20 ? 60 : 25);
        return BigInteger.valueOf(length);
    }

    private static Arbitrary<Move> open() {
        return Move.of(
                state -> state.open().size() < MOST_OPEN,
                Combinators.combine(settings(), Arbitraries.frequency(Tuple.of(5, false), Tuple.of(1, true)))
                        .as(Tuple::of),
                drawn -> (drawn.get2() ? "open a second one with " : "open with ") + drawn.get1(),
                (world, drawn) -> world.openSink(drawn.get1()));
    }

    private static Arbitrary<Move> openInVain() {
        return Move.of(
                state -> true,
                settings(),
                drawn -> "in vain, since its target can not recover, open with " + drawn,
                World::openInVain);
    }

    private static Arbitrary<SinkSettings> settings() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.of(SMALL, LARGE),
                        durations(Duration.ofMillis(100), Duration.ZERO, Duration.ofSeconds(5)),
                        Arbitraries.of(16, 4, 1),
                        Arbitraries.of(1, 4),
                        Arbitraries.of(1, 3),
                        durations(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(10)),
                        durations(Duration.ofMillis(500), Duration.ofSeconds(2)))
                .as((workers, size, timeout, queue, most, roll, age, source) ->
                        new SinkSettings(workers, size, timeout, queue, most * size, (long) roll * size, age, source));
    }

    private static Arbitrary<Duration> durations(Duration... choices) {
        return Arbitraries.of(choices);
    }

    private static Arbitrary<Integer> which() {
        return Arbitraries.integers().between(0, 1);
    }

    private static Arbitrary<Move> write(Arbitrary<Writing> writings) {
        return Move.of(
                World::anyOpen,
                Combinators.combine(which(), writings).as(Tuple::of),
                drawn -> drawn.get2() + to(drawn.get1()),
                (world, drawn) -> world.write(drawn.get1(), drawn.get2()));
    }

    private static String to(int which) {
        return which == 0 ? "" : " to the second sink, if there is one";
    }

    private static Arbitrary<Integer> lengths() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, SMALL + 2)),
                Tuple.of(3, Arbitraries.integers().between(0, LARGE + 2)),
                Tuple.of(1, Arbitraries.of(0, 1, 16, 17, SMALL, SMALL + 1, LARGE, LARGE + 1)),
                Tuple.of(1, Arbitraries.integers().between(0, LONGEST_RECORD)));
    }

    private static Arbitrary<Writing> bytes() {
        return Combinators.combine(
                        Arbitraries.of(
                                Kind.ARRAY, Kind.SLICE, Kind.HEAP_BUFFER, Kind.DIRECT_BUFFER, Kind.READ_ONLY_BUFFER),
                        lengths())
                .as((kind, length) -> new Writing(kind, length, false));
    }

    private static Arbitrary<Writing> sources() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(6, Kind.WHOLE_SOURCE),
                                Tuple.of(3, Kind.CHUNKED_SOURCE),
                                Tuple.of(1, Kind.STREAM_SOURCE),
                                Tuple.of(1, Kind.CHANNEL_SOURCE),
                                Tuple.of(2, Kind.HESITANT_SOURCE),
                                Tuple.of(1, Kind.THROWING_SOURCE),
                                Tuple.of(1, Kind.ERROR_THROWING_SOURCE),
                                Tuple.of(1, Kind.ENDLESS_SOURCE),
                                Tuple.of(1, Kind.LYING_SOURCE),
                                Tuple.of(1, Kind.MEDDLING_SOURCE),
                                Tuple.of(1, Kind.UNCLOSABLE_SOURCE),
                                Tuple.of(1, Kind.SILENT_SOURCE),
                                Tuple.of(3, Kind.STUCK_SOURCE)),
                        lengths())
                .as((kind, length) -> new Writing(kind, length, false));
    }

    private static Arbitrary<Writing> interrupted() {
        return Combinators.combine(Arbitraries.of(Kind.ARRAY, Kind.HEAP_BUFFER, Kind.WHOLE_SOURCE), lengths())
                .as((kind, length) -> new Writing(kind, length, true));
    }

    private static Arbitrary<Move> burst() {
        Arbitrary<Writing> writings = Combinators.combine(
                        Arbitraries.of(Kind.ARRAY, Kind.DIRECT_BUFFER, Kind.CHUNKED_SOURCE), lengths())
                .as((kind, length) -> new Writing(kind, length, false));
        return Move.of(
                World::anyOpen,
                Combinators.combine(
                                which(),
                                writings.list()
                                        .ofMinSize(1)
                                        .ofMaxSize(5)
                                        .list()
                                        .ofMinSize(2)
                                        .ofMaxSize(4))
                        .as(Tuple::of),
                drawn -> "at once " + drawn.get2() + to(drawn.get1()),
                (world, drawn) -> world.burst(drawn.get1(), drawn.get2()));
    }

    private static Arbitrary<Move> writeToClosed() {
        return Move.of(
                World::anyClosed,
                Combinators.combine(which(), Arbitraries.oneOf(bytes(), sources()))
                        .as(Tuple::of),
                drawn -> drawn.get2() + " to a sink that is closed",
                (world, drawn) -> world.writeToClosed(drawn.get1(), drawn.get2()));
    }

    private static Arbitrary<Move> pass() {
        return Move.of(
                state -> true,
                Arbitraries.frequency(
                        Tuple.of(4, Duration.ofMillis(1)),
                        Tuple.of(4, Duration.ofMillis(100)),
                        Tuple.of(4, Duration.ofSeconds(2)),
                        Tuple.of(3, Duration.ofSeconds(11)),
                        Tuple.of(1, Duration.ofSeconds(42))),
                drawn -> "wait for " + drawn,
                World::pass);
    }

    private static Arbitrary<Move> flush() {
        return Move.of(
                World::anyOpen,
                Combinators.combine(which(), durations(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ZERO))
                        .as(Tuple::of),
                drawn -> "flush for " + drawn.get2() + " at most" + to(drawn.get1()),
                (world, drawn) -> world.flush(drawn.get1(), drawn.get2()));
    }

    private static Arbitrary<Move> close() {
        return Move.of(
                // A close that hangs makes the sink wait by the clock of the machine, for a fifth of a second.
                state -> state.anyOpen() && state.mayClose(),
                Combinators.combine(which(), durations(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ZERO))
                        .as(Tuple::of),
                drawn -> "close for " + drawn.get2() + " at most" + to(drawn.get1()),
                (world, drawn) -> world.close(drawn.get1(), drawn.get2()));
    }

    private static Arbitrary<Move> kill() {
        return Move.of(World::anyOpen, which(), drawn -> "kill" + to(drawn), World::kill);
    }

    private static Arbitrary<Duration> jumps() {
        return durations(Duration.ofSeconds(1), Duration.ofSeconds(-1), Duration.ofHours(1), Duration.ofHours(-1));
    }

    private static Arbitrary<Move> jump() {
        return Move.of(state -> true, jumps(), drawn -> "the clock jumps by " + drawn, World::jump);
    }

    private static Arbitrary<Move> jumpOnTheWall() {
        return Move.of(
                state -> true, jumps(), drawn -> "the clock on the wall jumps by " + drawn, World::jumpOnTheWall);
    }

    private static Arbitrary<Move> trouble() {
        return Move.of(
                World::anyOpen,
                Combinators.combine(which(), Arbitraries.of(Mishap.class)).as(Tuple::of),
                drawn -> "from now on " + drawn.get2() + to(drawn.get1()),
                (world, drawn) -> world.trouble(drawn.get1(), drawn.get2()));
    }

    private static Arbitrary<Move> heal() {
        return Move.of(
                World::anyTroubled, Arbitraries.just(0), drawn -> "all is well again", (world, drawn) -> world.heal());
    }

    private static Arbitrary<Move> healWhileWriting() {
        return Move.of(
                state -> state.anyTroubled() && state.anyOpen(),
                Combinators.combine(which(), Arbitraries.oneOf(bytes(), sources()))
                        .as(Tuple::of),
                drawn -> drawn.get2() + to(drawn.get1()) + ", and all is well again while it waits",
                (world, drawn) -> world.healWhileWriting(drawn.get1(), drawn.get2()));
    }

    private static Arbitrary<Move> recover() {
        return Move.of(
                state -> true,
                Arbitraries.just(0),
                drawn -> "somebody else recovers",
                (world, drawn) -> world.recover());
    }

    private static Arbitrary<Move> ship() {
        return Move.of(
                World::anyFile,
                Arbitraries.just(0),
                drawn -> "a shipper takes all files",
                (world, drawn) -> world.ship());
    }
}
