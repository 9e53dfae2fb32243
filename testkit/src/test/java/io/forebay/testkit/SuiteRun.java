package io.forebay.testkit;

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

    /** Runs one test, and returns the reason if it fails. */
    public static String failure(Class<?> suite, String test) {
        return failures(List.of(selectMethod(suite, test))).getOrDefault(test, "");
    }

    /** Runs tests, and returns those that fail, with the reason. */
    static Map<String, String> failures(List<? extends DiscoverySelector> selectors) {
        Map<String, String> failed = new TreeMap<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
        LAUNCHER.execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    String reason =
                            result.getThrowable().map(Throwable::toString).orElse("no reason");
                    failed.put(test.getDisplayName().replace("()", ""), reason);
                }
            }
        });
        return failed;
    }
}
