package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.api.TimeSource;
import io.forebay.testkit.CrashAccount.Kept;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.DiskLog;
import io.forebay.testkit.disk.DiskState;
import io.forebay.testkit.disk.PowerLoss;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The part of the sweep in which the machine loses its power, and with it what it was not forced to keep. */
abstract class PowerLossSweep extends ProcessDeathSweep {
    private static final int STRESS_SEEDS = 5;
    private static final Duration LONG = Duration.ofSeconds(60);
    /** Crashes that an ordinary run looks at in each sweep, drawn where there are more. */
    private static final int SOME = SampleSize.of(1_500);

    private static final int ALL = Integer.MAX_VALUE;

    @Test
    void promises_3_4_and_9_hold_for_forced_files_when_the_power_goes_after_any_operation() throws IOException {
        sweep(life(seed, true, NO_FAULT), 4, SOME);
        report(1, SampleSize.of(300));
    }

    @Test
    void promise3_holds_without_force_when_the_power_goes_after_any_operation() throws IOException {
        sweep(life(seed, false, NO_FAULT), 4, SOME);
        report(1, SampleSize.of(350));
    }

    @Test
    void promises_3_4_and_9_hold_when_the_disk_has_refused_calls_before_the_power_goes() throws IOException {
        sweep(life(seed, true, new Refusals(seed, false)), 2, SOME);
        sweep(life(seed, false, new Refusals(seed, false)), 2, SOME);
        report(1, SampleSize.of(800));
    }

    @Test
    void promises_3_4_and_9_hold_when_the_power_goes_again_during_recovery() throws IOException {
        sweepRecovery(life(seed, true, NO_FAULT), 30, 2);
        sweepRecovery(life(seed, false, NO_FAULT), 30, 2);
        report(1, 250);
    }

    @Test
    void promises_9_and_10_hold_for_what_a_sink_has_flushed_when_the_power_goes() throws IOException {
        sweep(sinkLife(seed), 2, SOME);
        report(1, SampleSize.of(150));
    }

    @Test
    @Tag("stress")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void promises_3_4_9_and_10_hold_when_the_power_goes_twice_anywhere() throws IOException {
        for (long each = seed; each < seed + STRESS_SEEDS; each++) {
            for (boolean forced : new boolean[] {false, true}) {
                for (DiskFault fault : List.of(NO_FAULT, new Refusals(each, false))) {
                    Life life = life(each, forced, fault);
                    sweep(life, 50, ALL);
                    sweepRecovery(life, 200, 4);
                }
            }
            sweep(sinkLife(each), 20, ALL);
        }
        report(STRESS_SEEDS, 50_000);
    }

    /** All that a writer has done, and what it was promised meanwhile. */
    private record Life(long seed, boolean forced, DiskLog log, CrashAccount account) {

        Kept kept(PowerLoss... losses) {
            if (forced) {
                return Kept.PUBLISHED;
            }
            boolean bytes = true;
            for (PowerLoss loss : losses) {
                bytes &= loss.keeps(PowerLoss.Part.SIZE) && loss.keeps(PowerLoss.Part.DATA);
            }
            return bytes ? Kept.BYTES : Kept.NOTHING;
        }
    }

    private Life life(long seed, boolean forced, DiskFault fault) {
        return telling(seed, "no crash yet: a writer writes to its end", () -> {
            Path directory = fresh();
            DiskLog log = DiskLog.over(directory);
            CrashAccount account = new CrashAccount(log::size);
            write(directory, log.disk(), account, seed, forced, fault);
            return new Life(seed, forced, log, account);
        });
    }

    private static List<PowerLoss> losses(long seed, int drawn) {
        List<PowerLoss> losses = new ArrayList<>(PowerLoss.extremes());
        for (int i = 0; i < drawn; i++) {
            losses.add(PowerLoss.random(seed * 1_000 + i));
        }
        return losses;
    }

    /** The power goes after each operation, in each extreme way and some that are drawn; states that were seen already are left out. */
    private void sweep(Life life, int drawn, int most) throws IOException {
        Set<List<Object>> seen = new HashSet<>();
        Random random = new Random(life.seed());
        int ways = losses(life.seed(), drawn).size();
        double share = (double) most / (ways * (life.log().size() + 1L));
        for (int count = 0; count <= life.log().size(); count++) {
            for (PowerLoss loss : losses(life.seed() * 1_000 + count, drawn)) {
                if (random.nextDouble() < share) {
                    sweep(life, count, loss, seen);
                }
            }
        }
    }

    private void sweep(Life life, int count, PowerLoss loss, Set<List<Object>> seen) throws IOException {
        DiskState state = life.log().after(count, loss);
        Kept kept = life.kept(loss);
        if (seen.add(List.of(state.fingerprint(), life.account().promises(count), kept))) {
            telling(life.seed(), crash(life, count, loss), () -> {
                Path directory = unused();
                state.write(directory);
                judge(directory, new CrashScene(storage(), directory, life.account(), count, kept).problems());
                return true;
            });
        }
    }

    private static String crash(Life life, int count, PowerLoss loss) {
        return "%s, operation %d: %s".formatted(loss, count, life.log().operation(count));
    }

    /** At moments that are drawn, the power goes; then again after each operation of the recovery. */
    private void sweepRecovery(Life life, int moments, int drawn) throws IOException {
        Random random = new Random(life.seed());
        for (int moment = 0; moment < moments; moment++) {
            int count = random.nextInt(life.log().size() + 1);
            // Where all names are lost, nothing is left to recover.
            PowerLoss first = moment % 4 == 0 ? PowerLoss.none() : PowerLoss.random(random.nextLong());
            telling(life.seed(), crash(life, count, first), () -> {
                sweepRecovery(life, count, first, drawn);
                return true;
            });
        }
    }

    private void sweepRecovery(Life life, int count, PowerLoss first, int drawn) throws IOException {
        Path directory = unused();
        life.log().after(count, first).write(directory);
        DiskLog log = DiskLog.over(directory);
        Map<String, byte[]> certain = new SpoolView(directory).visible();
        Recovery recovery = storage().recover(log.disk().path());
        Map<String, byte[]> recovered = new SpoolView(directory).visible();
        new SpoolView(directory).delete();
        Set<List<Object>> seen = new HashSet<>();
        for (int again = 0; again <= log.size(); again++) {
            if (again == log.size() && life.forced()) {
                recovery.recovered().forEach(file -> certain.put(file.name(), recovered.get(file.name())));
            }
            for (PowerLoss second : losses(life.seed() * 1_000 + again, drawn)) {
                DiskState state = log.after(again, second);
                Kept kept = life.kept(first, second);
                if (seen.add(List.of(state.fingerprint(), certain.size(), kept))) {
                    String crash = "%s; then %s, operation %d of the recovery: %s"
                            .formatted(crash(life, count, first), second, again, log.operation(again));
                    telling(life.seed(), crash, () -> {
                        Path place = unused();
                        state.write(place);
                        CrashScene scene = new CrashScene(storage(), place, life.account(), count, kept);
                        judge(place, scene.stillWith(certain).problems());
                        return true;
                    });
                }
            }
        }
    }

    /** A whole sink, whose flushes tell when its records are safe; its threads may take turns in another order each time. */
    private Life sinkLife(long seed) {
        return telling(seed, "no crash yet: a sink flushes to its end", () -> flush(seed));
    }

    private Life flush(long seed) throws IOException {
        Path directory = fresh();
        DiskLog log = DiskLog.over(directory);
        CrashAccount account = new CrashAccount(log::size);
        Random random = new Random(seed);
        int size = CrashWriter.CAPACITY;
        SinkSettings settings = new SinkSettings(2, size, LONG, 64, 4 * size, 3L * size, LONG, LONG);
        try (RecordSink sink = storage().open(storage().in(log.disk().path(), true), settings, TimeSource.system())) {
            int serial = 0;
            for (int flush = 0; flush < 4; flush++) {
                List<CrashRecord> some = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    int length = Records.HEADER + random.nextInt(i == 5 ? 3 * size : size / 3);
                    CrashRecord record = account.offer(0, serial++, length);
                    assertThat(sink.write(record.bytes())).isEqualTo(Outcome.ACCEPTED);
                    some.add(record);
                }
                assertThat(sink.flush(LONG).ok()).as("flushed").isTrue();
                account.published(some);
            }
        }
        return new Life(seed, true, log, account);
    }
}
