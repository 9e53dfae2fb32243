package io.forebay.testkit;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests of a suite as JUnit would, and tells what fails. One run at a time. */
public final class SuiteRun {
    private static final Launcher LAUNCHER = LauncherFactory.create();

    private SuiteRun() {}

    /** Runs one test, and returns the reason if it fails; skips the test that calls this if it is skipped. */
    public static String failure(Class<?> suite, String test) {
        TestExecutionResult result =
                requireNonNull(results(List.of(selectMethod(suite, test))).get(test), test);
        assumeTrue(result.getStatus() != TestExecutionResult.Status.ABORTED, () -> reason(result));
        return result.getStatus() == TestExecutionResult.Status.FAILED ? reason(result) : "";
    }

    /** Runs tests, and returns those that fail, with the reason. */
    static Map<String, String> failures(List<? extends DiscoverySelector> selectors) {
        Map<String, String> failed = new TreeMap<>();
        results(selectors).forEach((test, result) -> {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                failed.put(test, reason(result));
            }
        });
        return failed;
    }

    private static String reason(TestExecutionResult result) {
        return result.getThrowable().map(Throwable::toString).orElse("no reason");
    }

    private static Map<String, TestExecutionResult> results(List<? extends DiscoverySelector> selectors) {
        Map<String, TestExecutionResult> results = new TreeMap<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
        LAUNCHER.execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                results.put(test.getDisplayName().replace("()", ""), result);
            }
        });
        return results;
    }
}
