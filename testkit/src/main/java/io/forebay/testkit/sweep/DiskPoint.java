package io.forebay.testkit.sweep;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A call of a run: the nth of its kind on files of one kind. Threads of a sink race, so this says more about a call than its place
 * among all.
 *
 * @param call of the disk
 * @param files ending of their names, or the name of the directory
 * @param nth from 1
 */
record DiskPoint(DiskCall call, String files, int nth) {

    /** The kind of a file: the end of its name from the last dot on, or all of it. */
    static String files(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.substring(Math.max(0, name.lastIndexOf('.')));
    }

    /** A fault that strikes at this call, or from it on. */
    DiskFault narrow(DiskFault fault, Lasting lasting) {
        DiskFault counted = lasting == Lasting.ONCE ? fault.onCall(nth) : fault.fromCall(nth);
        return counted.onNames(Pattern.quote(files) + "$").on(call);
    }

    @Override
    public String toString() {
        return call + " " + files + " " + nth;
    }
}
