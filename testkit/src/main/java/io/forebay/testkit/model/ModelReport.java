package io.forebay.testkit.model;

import java.util.List;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Completes what jqwik says of a property that runs a {@link SinkModel}, where it stands in its {@code @AddLifecycleHook}: a failure tells the
 * seed in its message, and a property of {@value #ENOUGH} sequences or more fails if one of the actions, or one of the answers that a sink may
 * give, has come up in less than one of 200 sequences on average.
 *
 * <p>The counts are printed when the property ends if the system property {@value #COUNTS} is {@code true}.
 *
 * <p><b>Threads.</b> Without state.
 */
public final class ModelReport implements AroundPropertyHook {
    /** The name of the system property that has the counts printed. */
    public static final String COUNTS = "forebay.model.counts";

    /** How many sequences a property runs at least for its counts to be looked at. */
    public static final int ENOUGH = Tally.ENOUGH;

    /** Made by jqwik. */
    public ModelReport() {}

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        PropertyExecutionResult result = property.execute();
        if (result.status() == PropertyExecutionResult.Status.FAILED) {
            return result.mapToFailed(withSeed(result));
        }
        if (Boolean.getBoolean(COUNTS)) {
            System.out.println(context.label() + ": " + SinkModel.tally().table());
        }
        List<String> gaps = SinkModel.tally().gaps();
        return gaps.isEmpty()
                ? result
                : result.mapToFailed("The sequences prove too little:\n - " + String.join("\n - ", gaps));
    }

    private static AssertionError withSeed(PropertyExecutionResult result) {
        Throwable thrown = result.throwable().orElse(null);
        String message = thrown == null ? "" : thrown.getMessage();
        return new AssertionError(
                String.format(
                        "%s%n  To repeat it, run the test again, and jqwik begins with it; or give the property its seed:"
                                + " @Property(seed = \"%s\")",
                        message, result.seed().orElse("none")),
                thrown);
    }
}
