package io.forebay.engine;

import io.forebay.testkit.model.ModelSequence;
import java.util.regex.Pattern;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.ShrunkFalsifiedSample;

/** Turns a property round: it has to fail, with a short sequence of actions, and in the message its seed and the promise that is broken. */
final class ShortestSequence implements AroundPropertyHook {
    private static final int LONGEST = 6;
    /** Not the name of a property, which is in the message too. */
    private static final Pattern PROMISE = Pattern.compile("promises? \\d");

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        PropertyExecutionResult result = property.execute();
        if (result.status() != PropertyExecutionResult.Status.FAILED) {
            return result.mapToFailed("the flaw was not found in " + result.countTries() + " sequences");
        }
        String message = result.throwable().map(Throwable::getMessage).orElse("");
        String seed = result.seed().orElse("none");
        int length = length(result);
        if (Boolean.getBoolean("forebay.model.counts")) {
            System.out.println(
                    context.label() + " after " + result.countTries() + " sequences, in " + length + " actions");
        }
        if (context.label().startsWith("promise") && !PROMISE.matcher(message).find()) {
            return result.mapToFailed(new AssertionError("no promise is named: " + message));
        }
        if (length > LONGEST || !message.contains("@Property(seed = \"" + seed + "\")")) {
            return result.mapToFailed(
                    new AssertionError(length + " actions, and " + LONGEST + " are enough: " + message));
        }
        return result.mapToSuccessful();
    }

    private static int length(PropertyExecutionResult result) {
        return result.shrunkSample()
                .map(ShrunkFalsifiedSample::parameters)
                .or(result::falsifiedParameters)
                .map(parameters -> ((ModelSequence) parameters.get(0)).length())
                .orElse(Integer.MAX_VALUE);
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    /** Outside of what completes the message. */
    @Override
    public int aroundPropertyProximity() {
        return -10;
    }
}
