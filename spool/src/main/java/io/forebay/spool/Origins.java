package io.forebay.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The mapped files that the bytes of a plain one come from, and how far each was emptied into it: what the plain file's line in the commit
 * table says of them.
 *
 * @param all each file once
 */
record Origins(List<Emptied> all) {
    static final Origins NONE = new Origins(List.of());

    /**
     * One of them.
     *
     * @param origin the mapped file
     * @param absorbed which of its bytes
     */
    record Emptied(Origin origin, Absorbed absorbed) {}

    /** As these, and what is in one of them now is taken too. */
    Origins plus(Origin origin) {
        List<Emptied> next = others(origin);
        next.add(new Emptied(origin, origin.absorbed()));
        return new Origins(List.copyOf(next));
    }

    boolean fitInLine() {
        return all.size() <= OwnerLayout.MOST_ABSORBED;
    }

    List<Absorbed> absorbed() {
        return all.stream().map(Emptied::absorbed).toList();
    }

    /** Has each note in a line of its own what was taken from it, but for one. */
    void noteAbsorbedBut(Origin origin) throws IOException {
        for (Emptied other : others(origin)) {
            other.origin().noteAbsorbed(other.absorbed());
        }
    }

    private List<Emptied> others(Origin origin) {
        List<Emptied> others = new ArrayList<>(all);
        others.removeIf(emptied -> emptied.origin() == origin);
        return others;
    }
}
