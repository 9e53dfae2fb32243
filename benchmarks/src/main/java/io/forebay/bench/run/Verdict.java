package io.forebay.bench.run;

import io.forebay.bench.contender.Found;
import org.jspecify.annotations.Nullable;

/** Compares what was offered with what was found on disk: a run that lost anything is no result, however fast it was. */
final class Verdict {
    private Verdict() {}

    /** Says what is wrong, or null if every record that was offered is there, whole, and nothing else. */
    static @Nullable String of(long offered, int recordBytes, Found found) {
        long bytes = offered * recordBytes;
        if (found.bytes() != bytes) {
            return "there are " + found.bytes() + " bytes on disk, not the " + bytes + " that were written";
        }
        if (found.records() >= 0 && found.records() != offered) {
            return "there are " + found.records() + " whole records on disk, not the " + offered + " that were written";
        }
        return null;
    }
}
