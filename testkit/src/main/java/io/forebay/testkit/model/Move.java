package io.forebay.testkit.model;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;

/**
 * One action. Where its precondition does not hold it is left out; so a sequence stays one whatever jqwik takes out of it, to find the shortest
 * one that fails.
 */
final class Move {
    private final Predicate<World> precondition;
    private final Supplier<String> description;
    private final Effect effect;

    private interface Effect {
        void on(World world);
    }

    private Move(Predicate<World> precondition, Supplier<String> description, Effect effect) {
        this.precondition = precondition;
        this.description = description;
        this.effect = effect;
    }

    /**
     * Draws actions of one kind.
     *
     * @param parameters drawn for each action; they do not depend on the state
     * @param description of an action, for reports
     * @param effect what it does
     */
    static <P> Arbitrary<Move> of(
            Predicate<World> precondition,
            Arbitrary<P> parameters,
            Function<P, String> description,
            BiConsumer<World, P> effect) {
        return parameters.map(
                drawn -> new Move(precondition, () -> description.apply(drawn), world -> effect.accept(world, drawn)));
    }

    boolean possible(World world) {
        return precondition.test(world);
    }

    void make(World world) {
        effect.on(world);
    }

    @Override
    public String toString() {
        return description.get();
    }
}
