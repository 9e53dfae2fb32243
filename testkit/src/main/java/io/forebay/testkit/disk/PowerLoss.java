package io.forebay.testkit.disk;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One way in which a disk can lose what it was not forced to keep.
 *
 * <p>It chooses, for each part of each file that {@link DiskLog#after} puts together, one of the moments since the part was forced
 * last. Asked for each file in turn: first {@link Part#NAME}, then {@link Part#SIZE} and {@link Part#MODE}, then {@link Part#DATA}
 * once for each sector.
 *
 * <p><b>Threads.</b> One at a time.
 */
@FunctionalInterface
public interface PowerLoss {

    /** What of a file can be lost by itself. */
    enum Part {
        /** Where it stands in which directory, or nowhere: a rename is lost or kept as one. */
        NAME,
        /** Its length. */
        SIZE,
        /** Its permissions. */
        MODE,
        /** What stands in one sector. */
        DATA
    }

    /**
     * Chooses a moment.
     *
     * @param part of which only one of its values can be found
     * @param moments how many values it had since it was forced last, 1 or more
     * @return 0 for the one that was forced, {@code moments - 1} for the latest, or any between
     */
    int choose(Part part, int moments);

    /**
     * Tells whether it can be relied on to lose nothing of a kind.
     *
     * @param part of any file
     * @return false if it is not known
     */
    default boolean keeps(Part part) {
        return false;
    }

    /**
     * Lists the extremes: each part is lost, or kept, for all files alike. Among them are: all lost that may be; all kept, as when
     * only the process dies; names without their data; data without names.
     *
     * @return 16 of them
     */
    static List<PowerLoss> extremes() {
        List<Set<Part>> subsets = new ArrayList<>(List.of(EnumSet.noneOf(Part.class)));
        for (Part part : Part.values()) {
            for (Set<Part> without : List.copyOf(subsets)) {
                Set<Part> with = EnumSet.of(part);
                with.addAll(without);
                subsets.add(with);
            }
        }
        return subsets.stream().<PowerLoss>map(Extreme::new).toList();
    }

    /**
     * Returns the one that loses nothing.
     *
     * @return all is found as it was when the power went
     */
    static PowerLoss none() {
        return new Extreme(EnumSet.allOf(Part.class));
    }

    /**
     * Draws a loss: of each file, each part is lost, kept, or chosen sector by sector.
     *
     * @param seed draws the same each time
     * @return to be used once
     */
    static PowerLoss random(long seed) {
        return new Drawn(seed);
    }

    /**
     * Loses all parts of some kinds.
     *
     * @param kept the others
     */
    record Extreme(Set<Part> kept) implements PowerLoss {
        @Override
        public int choose(Part part, int moments) {
            return kept.contains(part) ? moments - 1 : 0;
        }

        @Override
        public boolean keeps(Part part) {
            return kept.contains(part);
        }

        @Override
        public String toString() {
            return "power loss that keeps only " + kept;
        }
    }

    /** Draws. */
    final class Drawn implements PowerLoss {
        private final long seed;
        private final Random random;
        /** Of one file, since most of what can go wrong needs one that is whole, or all gone. */
        private int habit;

        private Part last = Part.DATA;

        private Drawn(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        @Override
        public int choose(Part part, int moments) {
            if (part != last || part == Part.NAME) {
                habit = random.nextInt(4);
                last = part;
            }
            return switch (habit) {
                case 0 -> 0;
                case 1 -> moments - 1;
                default -> random.nextInt(moments);
            };
        }

        @Override
        public String toString() {
            return "power loss drawn from seed " + seed;
        }
    }
}
