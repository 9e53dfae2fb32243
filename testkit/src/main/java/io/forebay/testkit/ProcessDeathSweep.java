package io.forebay.testkit;

import io.forebay.testkit.CrashAccount.Kept;
import io.forebay.testkit.disk.DiskDeadError;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.DiskState;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The part of the sweep in which processes die, and the machine goes on. */
abstract class ProcessDeathSweep extends CrashFixture {
    private static final int STRESS_SEEDS = 2;

    @Test
    void promises_3_4_9_and_13_hold_when_a_writer_dies_at_any_call_and_its_recoverer_too() {
        sweep(seed, false, false, 40);
        sweep(seed, true, false, 40);
        report(1, SampleSize.of(400));
    }

    @Test
    void promises_3_4_9_and_13_hold_when_the_disk_has_also_refused_one_call_in_six() {
        sweep(seed, false, true, 80);
        report(1, SampleSize.of(200));
    }

    @Test
    @Tag("stress")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void promises_3_4_9_and_13_hold_when_two_processes_die_at_any_two_calls() {
        for (long each = seed; each < seed + STRESS_SEEDS; each++) {
            for (boolean forced : new boolean[] {false, true}) {
                sweep(each, forced, false, 1);
                sweep(each, forced, true, 2);
            }
        }
        report(STRESS_SEEDS, 20_000);
    }

    /** A writer dies at each call, or each of a sample, and after every so many of these its recoverer at each of its own. */
    private void sweep(long seed, boolean forced, boolean refusing, int recovererDiesEach) {
        boolean died = true;
        int stride = SampleSize.stride();
        for (long deaths = 0; died; deaths++) {
            long call = deaths * stride + Math.floorMod(seed, stride);
            boolean recovererToo = deaths % recovererDiesEach == Math.floorMod(seed, recovererDiesEach);
            String crash = "call %d of a %s writer".formatted(call, forced ? "forcing" : "plain");
            died = telling(seed, crash, () -> {
                Path directory = fresh();
                CrashAccount account = new CrashAccount(() -> 0);
                DiskFault fault = refusing ? new Refusals(seed + call, true) : NO_FAULT;
                boolean writerDied = writerDies(directory, account, call, seed, forced, fault);
                DiskState left = DiskState.of(directory);
                recover(directory, account);
                if (recovererToo) {
                    recovererDies(left, account, seed, crash);
                }
                return writerDied;
            });
        }
    }

    /** Returns whether there was such a call. */
    private boolean writerDies(
            Path directory, CrashAccount account, long call, long seed, boolean forced, DiskFault fault)
            throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        disk.dieAfter(call);
        try {
            write(directory, disk, account, seed, forced, fault);
            return disk.dead();
        } catch (DiskDeadError | IOException death) {
            // A writer may tell of the call in which it died as of one that failed.
            if (!disk.dead()) {
                throw death;
            }
            return true;
        }
    }

    private void recover(Path directory, CrashAccount account) throws IOException {
        try (LiveOwner live = new LiveOwner(storage(), directory)) {
            judge(directory, account, live);
        }
    }

    private void recovererDies(DiskState left, CrashAccount account, long seed, String crash) {
        boolean died = true;
        for (long each = 0; died; each++) {
            long call = each;
            died = telling(
                    seed, crash + ", and call " + call + " of its recoverer", () -> recovererDies(left, account, call));
        }
    }

    /** Returns whether there was such a call. */
    private boolean recovererDies(DiskState left, CrashAccount account, long call) throws IOException {
        Path directory = unused();
        left.write(directory);
        FaultyDisk disk = FaultyDisk.over(directory);
        disk.dieAfter(call);
        boolean died = false;
        try (LiveOwner live = new LiveOwner(storage(), directory)) {
            try {
                storage().recover(disk.path());
            } catch (DiskDeadError death) {
                died = true;
                new SpoolView(directory).forgetInstances(live.instance());
            }
            judge(directory, account, live);
        }
        return died;
    }

    private void judge(Path directory, CrashAccount account, LiveOwner live) throws IOException {
        Kept kept = storage().capabilities().contains(Capability.KEEPS_COMMITTED) ? Kept.COMMITTED : Kept.SPILLED;
        List<String> problems = new ArrayList<>(new CrashScene(storage(), directory, account, CrashAccount.END, kept)
                .beside(live)
                .problems());
        problems.addAll(live.problems());
        live.close();
        judge(directory, problems);
    }
}
