package io.forebay.testkit.process;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.Report.Event;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Does once, for practice, what it then does in earnest, in the same thread: so no class is loaded any more, and its file calls are the
 * same in each run. In between it waits until somebody is watching.
 */
final class SystemCallChild {
    private SystemCallChild() {}

    /** What it does. */
    enum Work {
        /** Lives the life of {@link ThreeFiles}, in a directory that is empty. */
        WRITE {
            @Override
            void in(Path directory, StorageUnderTest storage, boolean forced, Consumer<Report> reports)
                    throws IOException {
                ThreeFiles.run(storage.in(directory, forced), reports);
            }
        },
        /** Recovers what another has left. */
        RECOVER {
            @Override
            void in(Path directory, StorageUnderTest storage, boolean forced, Consumer<Report> reports)
                    throws IOException {
                storage.recover(directory);
            }
        };

        abstract void in(Path directory, StorageUnderTest storage, boolean forced, Consumer<Report> reports)
                throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        StorageUnderTest storage = ChildJvm.storage(arguments[0]);
        Work work = Work.valueOf(arguments[1]);
        boolean forced = Boolean.parseBoolean(arguments[2]);
        try (FileOutputStream pipe = new FileOutputStream(FileDescriptor.out);
                FileInputStream answer = new FileInputStream(FileDescriptor.in)) {
            Consumer<Report> reports = report -> report.to(pipe);
            work.in(Path.of(arguments[4]), storage, forced, report -> {});
            reports.accept(Report.of(Event.READY));
            if (answer.read() < 0) {
                return;
            }
            work.in(Path.of(arguments[3]), storage, forced, reports);
            reports.accept(Report.of(Event.DONE));
        }
    }
}
