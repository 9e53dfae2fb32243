package io.forebay.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.engine.DiscoverySelector;

/** Runs the suite, or a part of it, on a place, and tells what fails. One run at a time. */
final class ContractRun {
    private static Supplier<? extends TargetHarness> place = MemoryHarness::new;

    private ContractRun() {}

    /** Not found by the build, since it is nested and static; run from here only. */
    static final class Subject extends FlushTargetContract {
        @Override
        protected TargetHarness harness() {
            return place.get();
        }
    }

    /** The names of all tests in the suite. */
    static Set<String> allTests() {
        Set<String> names = new TreeSet<>();
        AnnotationSupport.findAnnotatedMethods(Subject.class, Test.class, HierarchyTraversalMode.BOTTOM_UP)
                .forEach(method -> names.add(method.getName()));
        return names;
    }

    /** Runs all tests, and returns those that fail, with the reason. */
    static Map<String, String> failures(Supplier<? extends TargetHarness> on) {
        return run(on, List.of(selectClass(Subject.class)));
    }

    /** Runs some of the tests, and returns those of them that fail, with the reason. */
    static Map<String, String> failures(Supplier<? extends TargetHarness> on, Collection<String> tests) {
        Stream<DiscoverySelector> selectors = tests.stream().map(test -> selectMethod(Subject.class, test));
        return run(on, selectors.toList());
    }

    private static Map<String, String> run(
            Supplier<? extends TargetHarness> on, List<? extends DiscoverySelector> selectors) {
        place = on;
        return SuiteRun.failures(selectors);
    }
}
