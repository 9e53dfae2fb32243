package io.forebay.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One sequence of actions on sinks, as {@link SinkModel} draws it.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class ModelSequence {
    private final SinkModel model;
    private final List<Move> moves;
    /** Those that were possible when their turn came; all, before any was made. */
    private List<Move> made;

    ModelSequence(SinkModel model, List<Move> moves) {
        this.model = model;
        this.moves = moves;
        made = moves;
    }

    /**
     * Does all actions, checks after each, and brings everything to an end.
     *
     * @throws AssertionError if the sinks do not do what the model says; the message has the actions up to there
     */
    public void run() {
        model.run(this);
    }

    void run(World world) {
        made = new ArrayList<>();
        for (Move move : moves) {
            if (made.size() < Moves.MOST && move.possible(world)) {
                made.add(move);
                move.make(world);
            }
        }
        world.end();
    }

    /**
     * Tells its length.
     *
     * @return how many actions were done when it was run last
     */
    public int length() {
        return made.size();
    }

    @Override
    public String toString() {
        return made.stream().map(move -> System.lineSeparator() + "    " + move).collect(Collectors.joining());
    }
}
