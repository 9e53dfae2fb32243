package io.forebay.bench.compare;

import io.forebay.bench.contender.Entrant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cells that belong together and have a name. */
public final class Suites {
    private static final int RECORD = 200;
    private static final List<Integer> FEW = List.of(1, 2, 4);

    private Suites() {}

    /** The goals for throughput: on memory, where the CPU is what limits; on the disk; and for many threads. */
    public static List<Cell> goals(String memory, String disk, boolean virtual) {
        List<Cell> cells =
                new ArrayList<>(List.of(limit(memory), peers(memory), mapped(memory), disk(disk), manyThreads(memory)));
        if (virtual) {
            cells.add(virtualThreads(memory));
        }
        return cells;
    }

    private static Cell limit(String place) {
        return cell(
                "limit",
                place,
                "raw-64k@2",
                List.of(
                        new Goal(
                                "64 KiB files, best of 1, 2, 4 producers, against the raw loop",
                                few("forebay-nio-64k"),
                                Entrant.of("raw-64k@2"),
                                0.75),
                        new Goal(
                                "256 KiB files, best of 1, 2, 4 producers, against the raw loop",
                                few("forebay-nio-256k"),
                                Entrant.of("raw-256k@2"),
                                0.75)));
    }

    private static Cell peers(String place) {
        List<Goal> goals = FEW.stream()
                .flatMap(producers -> Stream.of(
                        against("64 KiB files", "forebay-nio-64k", "log4j2-raf", producers, 5),
                        against("64 KiB files", "forebay-nio-64k", "chronicle", producers, 5),
                        against("64 KiB files", "forebay-nio-64k", "plain-port", producers, 2.5)))
                .toList();
        return cell("peers", place, "forebay-nio-64k@2", goals);
    }

    private static Cell mapped(String place) {
        List<Goal> goals = Stream.of(1, 2)
                .flatMap(producers -> Stream.of(
                        against("mapped files", "forebay-mmap", "chronicle", producers, 5),
                        against("mapped files", "forebay-mmap", "forebay-nio-8m", producers, 0.9),
                        against("mapped buffers", "forebay-mmap-256k", "chronicle", producers, 5),
                        against("mapped buffers", "forebay-mmap-256k", "forebay-nio-8m", producers, 0.9)))
                .toList();
        return cell("mapped", place, "forebay-nio-8m@2", goals);
    }

    private static Cell disk(String place) {
        return cell(
                "disk",
                place,
                "raw-8m@2",
                List.of(
                        new Goal(
                                "8 MiB files against one file for each buffer",
                                List.of(Entrant.of("forebay-nio-8m@2")),
                                Entrant.of("forebay-nio-64k@2"),
                                8),
                        new Goal(
                                "8 MiB files against the raw loop",
                                List.of(Entrant.of("forebay-nio-8m@2")),
                                Entrant.of("raw-8m@2"),
                                0.6)));
    }

    private static Cell manyThreads(String place) {
        return cell(
                "threads",
                place,
                "forebay-nio-64k@2",
                List.of(new Goal(
                        "64 producers against 2",
                        List.of(Entrant.of("forebay-nio-64k@64")),
                        Entrant.of("forebay-nio-64k@2"),
                        0.8)));
    }

    private static Cell virtualThreads(String place) {
        return cell(
                "virtual",
                place,
                "forebay-nio-64k@2",
                List.of(new Goal(
                        "1,000 virtual threads against 2 platform threads",
                        List.of(Entrant.of("forebay-nio-64k@1000v")),
                        Entrant.of("forebay-nio-64k@2"),
                        0.6)));
    }

    private static Cell cell(String name, String place, String base, List<Goal> goals) {
        return new Cell(name, place, RECORD, List.of(), Entrant.of(base), goals);
    }

    private static Goal against(String what, String contender, String other, int producers, double atLeast) {
        return new Goal(
                what + " against " + other + ", " + producers + (producers == 1 ? " producer" : " producers"),
                List.of(new Entrant(contender, producers, false)),
                new Entrant(other, producers, false),
                atLeast);
    }

    private static List<Entrant> few(String contender) {
        return FEW.stream()
                .map(producers -> new Entrant(contender, producers, false))
                .toList();
    }

    /** Every contender with every number of producers, one cell for each, so that a round stays short. */
    public static List<Cell> matrix(
            List<String> contenders,
            String base,
            List<Integer> producers,
            boolean virtual,
            List<Integer> records,
            String place) {
        List<Cell> cells = new ArrayList<>();
        for (int record : records) {
            for (int count : producers) {
                List<Entrant> entrants = contenders.stream()
                        .map(name -> entrant(name, count, virtual))
                        .toList();
                cells.add(new Cell(
                        record + "-byte-records-" + count + (virtual ? "v" : "") + "-producers",
                        place,
                        record,
                        entrants,
                        entrant(base, count, virtual),
                        List.of()));
            }
        }
        return cells;
    }

    private static Entrant entrant(String text, int producers, boolean virtual) {
        return Entrant.isComplete(text) ? Entrant.of(text) : new Entrant(text, producers, virtual);
    }
}
