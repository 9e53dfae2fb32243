package io.forebay.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A spool's directory, with the few steps that tests go on it. */
record SpoolDir(Path path) {

    static Spool open(SpoolSettings settings) throws IOException {
        return Spool.open(settings, Format.COMMIT_TABLE, 2, 4);
    }

    Spool open() throws IOException {
        return open(SpoolSettings.in(path).withPrefix("p_"));
    }

    /** Leaves a temporary file with some bytes, of which so many are written down as whole, in one record. */
    static SpoolFile leave(Spool spool, String text, int committed) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        SpoolFile file = spool.file(0);
        try (SteadyChannel channel = file.create()) {
            channel.writeFully(ByteBuffer.wrap(bytes), 0);
        }
        if (committed > 0) {
            file.commit(committed, 1, Crc32c.update(Crc32c.EMPTY, ByteBuffer.wrap(bytes, 0, committed)));
        }
        return file;
    }

    /** Lets an instance die: it is closed with unpublished files, as recovery finds it after a kill. */
    static void kill(Spool spool) throws IOException {
        spool.close();
    }

    Map<String, String> visible() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : names()) {
            if (!name.startsWith(".") && Files.isRegularFile(path.resolve(name))) {
                files.put(name, Files.readString(path.resolve(name), StandardCharsets.US_ASCII));
            }
        }
        return files;
    }

    List<String> hidden() throws IOException {
        return names().stream().filter(name -> name.startsWith(".")).toList();
    }

    private List<String> names() throws IOException {
        return SpoolPlaces.names(path, name -> true).stream().sorted().toList();
    }
}
