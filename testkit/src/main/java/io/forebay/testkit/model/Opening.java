package io.forebay.testkit.model;

import static io.forebay.testkit.model.Instance.require;

import io.forebay.api.TargetOpener;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.FaultyTarget;
import io.forebay.testkit.SinkPromises;
import io.forebay.testkit.SinkSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * How sinks are opened: on a thread of the group that the simulated time watches, so that all their threads belong there.
 *
 * <p>Used by the driver.
 */
final class Opening {
    private Opening() {}

    /** Does something on a new thread of the group. */
    static <T> T on(ThreadGroup group, Callable<T> opening) throws ExecutionException {
        FutureTask<T> task = new FutureTask<>(opening);
        new Thread(group, task, "forebay-model-opener").start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a sink was opened", e);
        }
    }

    /** Opens a sink whose target can not recover: its owner is told, and nothing of it stays. */
    static void inVain(
            SinkSettings settings, SimulatedTime time, Place place, SinkPromises.Opener opener, ThreadGroup group) {
        List<Port> ports = new ArrayList<>();
        TargetOpener target = FaultyTarget.over(
                spec -> {
                    Port port = new Port(place.life().opener().open(spec), place.keepsCommitted());
                    ports.add(port);
                    return port;
                },
                Fault.refusal().on(Operation.RECOVER));
        int threads = group.activeCount();
        try {
            on(group, () -> opener.open(target, settings, time));
            throw new AssertionError("a sink was opened though its target can not recover");
        } catch (ExecutionException e) {
            require(e.getCause() instanceof IOException, "its target could not recover, and opening threw %s", e);
        }
        time.rest();
        require(ports.size() == 1, "a sink that did not open has opened %d targets", ports.size());
        require(ports.get(0).closed(), "promise 11: the target of a sink that did not open is open");
        require(group.activeCount() == threads, "promise 11: a thread of a sink that did not open is left");
    }
}
