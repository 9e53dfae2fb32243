package io.forebay.engine;

import io.forebay.engine.FlawedSink.Flaw;
import io.forebay.testkit.model.ModelReport;
import io.forebay.testkit.model.ModelSequence;
import io.forebay.testkit.model.SinkModel;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.providers.TypeUsage;

/** Sinks with one flaw each, or over targets with one: the model tells each of them from a good one, and shows it in a handful of actions. */
@AddLifecycleHook(ModelReport.class)
@AddLifecycleHook(ShortestSequence.class)
@PropertyDefaults(
        tries = 2_000,
        edgeCases = EdgeCasesMode.NONE,
        afterFailure = AfterFailureMode.RANDOM_SEED,
        shrinking = ShrinkingMode.FULL)
class SinkModelGoesRedProperties {
    /** What is wrong with the sinks of a property. */
    @Retention(RetentionPolicy.RUNTIME)
    private @interface With {
        Flaw value();
    }

    /** What is wrong with their targets. */
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Over {
        FlawedTarget.Flaw value();
    }

    @Property
    @Tag("stress")
    void promise1_aDropThatIsNotCounted(@ForAll("sequences") @With(Flaw.FORGETS_DROPS) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise1_aFileThatIsCountedTwice(@ForAll("sequences") @With(Flaw.COUNTS_A_FILE_TWICE) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise1_aLossThatIsNotTold(@ForAll("sequences") @With(Flaw.HIDES_LOSSES) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise1_aRecordThatIsWrittenTwice(@ForAll("sequences") @With(Flaw.WRITES_TWICE) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise2_aByteThatIsChanged(@ForAll("sequences") @With(Flaw.CHANGES_A_BYTE) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise4_aFileThatIsNotThere(
            @ForAll("sequencesOverTargets") @Over(FlawedTarget.Flaw.TELLS_A_FILE_THAT_IS_NOT_THERE)
                    ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise5_aNameThatIsGivenOutAgain(
            @ForAll("sequencesOverTargets") @Over(FlawedTarget.Flaw.TELLS_ONE_NAME_FOR_ALL_FILES)
                    ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise6_aSourceThatIsClosedTwice(
            @ForAll("sequences") @With(Flaw.CLOSES_SOURCES_TWICE) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise7_aCallerThatWaitsForTwiceItsTimeout(
            @ForAll("sequences") @With(Flaw.WAITS_FOR_LONGER) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void aRecordThatIsDroppedThoughThereIsRoom(
            @ForAll("sequences") @With(Flaw.DROPS_WHERE_THERE_IS_ROOM) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise9_aRecoveryThatDoesNothing(
            @ForAll("sequencesOverTargets") @Over(FlawedTarget.Flaw.RECOVERS_NOTHING) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    void promise10_aFlushThatDoesNotWait(
            @ForAll("sequences") @With(Flaw.ONLY_ASKS_FOR_A_FLUSH) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise11_aTargetThatStaysOpen(
            @ForAll("sequencesOverTargets") @Over(FlawedTarget.Flaw.STAYS_OPEN) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise12_aCloseThatGivesUpAtOnce(@ForAll("sequences") @With(Flaw.CLOSES_IN_NO_TIME) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise13_aLiveOwnerThatIsTakenForADeadOne(
            @ForAll("sequencesOverTargets") @Over(FlawedTarget.Flaw.TAKES_A_LIVE_OWNER_FOR_A_DEAD_ONE)
                    ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void promise14_anInterruptThatIsSwallowed(
            @ForAll("sequences") @With(Flaw.SWALLOWS_INTERRUPTS) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void aRecordThatIsAcceptedAfterClose(
            @ForAll("sequences") @With(Flaw.TAKES_RECORDS_AFTER_CLOSE) ModelSequence sequence) {
        sequence.run();
    }

    @Property
    @Tag("stress")
    void aBufferThatIsMovedThoughItsRecordWasRefused(
            @ForAll("sequences") @With(Flaw.MOVES_THE_BUFFER_OF_A_REFUSED_RECORD) ModelSequence sequence) {
        sequence.run();
    }

    @Provide
    Arbitrary<ModelSequence> sequences(TypeUsage parameter) {
        Flaw flaw = parameter.findAnnotation(With.class).orElseThrow().value();
        return SinkModel.inMemory((target, settings, time) ->
                        new FlawedSink(SinkModelProperties.open(target, settings, time), flaw))
                .sequences();
    }

    @Provide
    Arbitrary<ModelSequence> sequencesOverTargets(TypeUsage parameter) {
        FlawedTarget.Flaw flaw =
                parameter.findAnnotation(Over.class).orElseThrow().value();
        return SinkModel.inMemory(SinkModelProperties::open, target -> new FlawedTarget(target, flaw))
                .sequences();
    }
}
