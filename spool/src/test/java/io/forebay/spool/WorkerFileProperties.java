package io.forebay.spool;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/**
 * A worker's unpublished file under any steps of its segments and any faults of the disk, against a model of what must become of each
 * record.
 */
class WorkerFileProperties {
    private static final String DIRECTORY = "forebay-worker";

    private enum Deed {
        WRITE,
        SPILL,
        SPILL_PART,
        PUBLISH,
        DISCARD,
        LOSE,
        FAULT,
        HEAL
    }

    private enum Trouble {
        REFUSED,
        EXCEPTION,
        ERROR,
        IN_PART,
        FORGOTTEN;

        DiskFault fault() {
            return switch (this) {
                case REFUSED -> DiskFault.refusal();
                case EXCEPTION -> DiskFault.thrown(() -> new UnsupportedOperationException("injected"));
                case ERROR -> DiskFault.thrown(() -> new OutOfMemoryError("injected"));
                // A line of the commit table is too short for that.
                case IN_PART -> DiskFault.partialWrite().onNames("tmp$");
                case FORGOTTEN -> DiskFault.forgetfulForce(() -> new IOException("injected"));
            };
        }
    }

    /** A fault of one kind of call on some files, at the first to third of them; once, or from then on. */
    private record Strike(Trouble trouble, DiskCall call, String names, int number, boolean once) {
        DiskFault fault() {
            DiskFault fault = trouble.fault();
            return (once ? fault.onCall(number) : fault.fromCall(number))
                    .onNames(names)
                    .on(call);
        }
    }

    private record Step(Deed deed, int segment, Strike strike) {
        void in(WorkerFileModel model) throws IOException {
            switch (deed) {
                case WRITE -> model.write(segment);
                case SPILL -> model.spill(segment);
                case SPILL_PART -> model.spillPart(segment);
                case PUBLISH -> model.publish(segment);
                case DISCARD -> model.discard(segment);
                case LOSE -> model.lose();
                case FAULT -> model.fault(strike.fault());
                case HEAL -> model.heal();
            }
        }

        @Override
        public String toString() {
            return deed == Deed.FAULT ? strike.toString() : deed + " " + segment;
        }
    }

    @Property(tries = 2_000)
    void promises_1_to_4_each_record_is_in_one_place_and_recovery_publishes_what_was_told(
            @ForAll("settings") WorkerFileModel.Setting setting, @ForAll("steps") List<Step> steps) throws IOException {
        Path directory = Files.createTempDirectory(DIRECTORY);
        try {
            WorkerFileModel model = new WorkerFileModel(directory, setting);
            for (Step step : steps) {
                step.in(model);
                model.check();
            }
            model.end();
        } finally {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    @Provide
    Arbitrary<WorkerFileModel.Setting> settings() {
        Arbitrary<Boolean> any = Arbitraries.of(false, true);
        return Combinators.combine(Arbitraries.of(Sync.class), any, any).as(WorkerFileModel.Setting::new);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Deed> deeds = Arbitraries.of(
                Deed.WRITE,
                Deed.WRITE,
                Deed.WRITE,
                Deed.SPILL,
                Deed.SPILL,
                Deed.SPILL_PART,
                Deed.PUBLISH,
                Deed.PUBLISH,
                Deed.DISCARD,
                Deed.LOSE,
                Deed.FAULT,
                Deed.FAULT,
                Deed.FAULT,
                Deed.HEAL);
        Arbitrary<Strike> strikes = Combinators.combine(
                        Arbitraries.of(Trouble.class),
                        Arbitraries.of(
                                DiskCall.OPEN,
                                DiskCall.WRITE,
                                DiskCall.WRITE,
                                DiskCall.WRITE,
                                DiskCall.READ,
                                DiskCall.TRUNCATE,
                                DiskCall.FORCE,
                                DiskCall.CLOSE,
                                DiskCall.ATTRIBUTES,
                                DiskCall.MOVE,
                                DiskCall.MOVE,
                                DiskCall.DELETE),
                        Arbitraries.of("", "tmp$", "owner$", "^" + DIRECTORY),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, false))
                .as(Strike::new);
        return Combinators.combine(deeds, Arbitraries.integers().between(0, 1), strikes)
                .as(Step::new)
                .list()
                .ofMaxSize(40)
                .withSizeDistribution(RandomDistribution.uniform());
    }
}
