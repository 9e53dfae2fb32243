package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A target, or the place under it, that breaks one rule, and the tests of the suite that are there to notice it.
 *
 * @param what is wrong with it
 * @param place makes a fresh one for each test
 * @param noticedBy names of tests, each of which must fail
 */
record Broken(String what, Supplier<MemoryHarness> place, List<String> noticedBy) {

    static Broken segments(String what, BiFunction<Segment, MemoryHarness, Segment> breakage, String... noticedBy) {
        return targets(
                what,
                (target, place) -> new ForwardingTarget(target) {
                    @Override
                    protected Segment wrap(Segment segment, SegmentSpec spec) {
                        return breakage.apply(segment, place);
                    }
                },
                noticedBy);
    }

    static Broken targets(
            String what, BiFunction<FlushTarget, MemoryHarness, FlushTarget> breakage, String... noticedBy) {
        return places(
                what,
                () -> new MemoryHarness() {
                    @Override
                    FlushTarget wrap(FlushTarget target) {
                        return breakage.apply(target, this);
                    }
                },
                noticedBy);
    }

    static Broken places(String what, Supplier<MemoryHarness> place, String... noticedBy) {
        return new Broken(what, place, List.of(noticedBy));
    }

    @Override
    public String toString() {
        return what;
    }
}
