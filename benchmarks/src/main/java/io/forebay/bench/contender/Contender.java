package io.forebay.bench.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A way to bring records from many threads to disk. Each run has a JVM of its own. */
public interface Contender {
    /** Opens it in an empty directory. All records of a session are equal to the sample. */
    Session open(Path directory, byte[] sample) throws IOException;

    /** Counts what lies in the directory after its session was closed. */
    Found count(Path directory, byte[] sample) throws IOException;

    /** The JVM options that its documentation asks for, or recommends for speed. */
    default List<String> jvmOptions() {
        return List.of();
    }
}
