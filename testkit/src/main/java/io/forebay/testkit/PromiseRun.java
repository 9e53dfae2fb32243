package io.forebay.testkit;

import io.forebay.api.CloseReport;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.testkit.Fault.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One run of {@link SinkPromises}: draws it, lets it loose, and hands what came of it to a {@link PromiseVerdict}. */
final class PromiseRun {
    private static final int TIMES_FASTER = 100;
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofHours(2);
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final long LONGEST_JOIN_SECONDS = 60;

    /** How the target behaves. */
    private enum Weather {
        /** No operation fails. */
        CALM,
        /** Operations fail at random, until the sink is about to be closed. */
        FLAKY,
        /** Operations fail at random, and all of them from the moment when the sink is about to be closed. */
        BROKEN
    }

    private final long seed;
    private final SinkPromises.Opener opener;
    private final Random random;
    private final SinkSettings settings;
    private final Weather weather;
    private final boolean closeEarly;
    private final MemoryStore store = new MemoryStore();
    /** Most runs let the sink open, or few would come further. */
    private final AtomicBoolean struck;

    private final AtomicBoolean closing = new AtomicBoolean();
    private final Fault fault;

    PromiseRun(long seed, SinkPromises.Opener opener) {
        this.seed = seed;
        this.opener = opener;
        random = new Random(seed);
        settings = SinkSettings.random(random);
        int sky = random.nextInt(10);
        weather = sky < 3 ? Weather.CALM : sky < 9 ? Weather.FLAKY : Weather.BROKEN;
        closeEarly = random.nextInt(5) == 0;
        struck = new AtomicBoolean(random.nextInt(10) == 0);
        fault = drawFault(random.nextInt(3) == 0 ? 0.3 : 0.05);
    }

    private Fault drawFault(double probability) {
        if (weather == Weather.CALM) {
            return Fault.none();
        }
        Fault flaky = Fault.refusal()
                .withProbability(probability, seed)
                .and(Fault.thrown(() -> new IllegalStateException("the test breaks the target"))
                        .withProbability(probability / 4, seed + 1))
                .and(Fault.thrown(() -> new AssertionError("the test breaks the target badly"))
                        .withProbability(probability / 4, seed + 2));
        Fault fair = weather == Weather.FLAKY
                ? flaky.until(closing::get)
                : flaky.and(Fault.refusal().until(() -> !closing.get()));
        return fair.on(Operation.OPEN, Operation.SPILL, Operation.PUBLISH).until(() -> !struck.get());
    }

    void run() {
        TargetOpener target = FaultyTarget.over(store, fault);
        RecordSink sink;
        try {
            sink = opener.open(target, settings, new FastTime(TIMES_FASTER));
        } catch (IOException | RuntimeException | Error refused) {
            checkNothingLeftBehind(refused);
            return;
        }
        struck.set(true);
        List<PromiseProducer> producers = drawProducers(sink);
        List<Thread> threads = new ArrayList<>();
        for (PromiseProducer producer : producers) {
            Thread thread = new Thread(producer, "promise-producer-" + producer.number());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        if (!closeEarly) {
            join(threads);
        }
        closing.set(true);
        CloseReport report = sink.close(weather == Weather.BROKEN ? SHORT : AS_LONG_AS_IT_TAKES);
        join(threads);
        PromiseVerdict verdict = new PromiseVerdict(store, settings, weather != Weather.BROKEN);
        producers.forEach(verdict::add);
        List<String> problems = verdict.problems(sink, report);
        if (!problems.isEmpty()) {
            throw new AssertionError(this + ":\n - " + String.join("\n - ", problems));
        }
    }

    private List<PromiseProducer> drawProducers(RecordSink sink) {
        List<PromiseProducer> producers = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        boolean stalling = random.nextInt(5) == 0;
        for (int number = 0; number < count; number++) {
            long own = random.nextLong();
            int records = random.nextInt(80);
            producers.add(
                    new PromiseProducer(number, sink, settings, new Random(own), records, stalling && number == 0));
        }
        return producers;
    }

    private void checkNothingLeftBehind(Throwable refused) {
        if (weather == Weather.CALM || store.liveTargets() > 0) {
            throw new AssertionError(
                    this + ": the sink did not open, and left " + store.liveTargets() + " targets open", refused);
        }
    }

    private void join(List<Thread> threads) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_JOIN_SECONDS);
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(this + ": interrupted while the producers were running", e);
            }
            if (thread.isAlive()) {
                throw new AssertionError(this + ": " + thread.getName() + " still writes after " + LONGEST_JOIN_SECONDS
                        + " s, at " + Arrays.toString(thread.getStackTrace()));
            }
        }
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + weather + (closeEarly ? ", closed early" : "") + ", " + settings + ", " + fault;
    }
}
