package io.forebay.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A spool of mapped files, as a process that is killed leaves them: only that nothing is mapped here. */
record MappedDir(Path path) {
    static final int CAPACITY = 8192;

    Spool open() throws IOException {
        return open(SpoolSettings.in(path).withPrefix("p_"));
    }

    static Spool open(SpoolSettings settings) throws IOException {
        return Spool.open(settings, Format.FOOTER, 2, 4);
    }

    /** Leaves a file with some bytes, of which so many are committed, in one record. */
    static SpoolFile leave(Spool spool, String text, int committed) throws IOException {
        return leave(spool, text, footer -> {
            if (committed > 0) {
                footer.commit(committed, 1, crc(text.substring(0, committed)));
            }
        });
    }

    /** Leaves a file with some bytes, and a footer that has seen what the commits do. */
    static SpoolFile leave(Spool spool, String text, Consumer<SegmentFooter> commits) throws IOException {
        SpoolFile file = spool.file(0);
        ByteBuffer page = page(file, spool.checked());
        commits.accept(new SegmentFooter(page));
        try (SteadyChannel channel = file.create()) {
            channel.writeFully(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
            channel.writeFully(page, CAPACITY);
        }
        file.beginFooter();
        return file;
    }

    /** Makes a new footer, aligned as in a mapping. */
    static ByteBuffer page(SpoolFile file, boolean checked) {
        ByteBuffer page = ByteBuffer.allocateDirect(SegmentFooter.BYTES);
        return page.put(0, SegmentFooter.header(file, CAPACITY, checked), 0, SegmentFooter.BYTES);
    }

    /** Changes one byte of a file's footer. */
    static void damage(SpoolFile file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        bytes[CAPACITY + at] ^= 1;
        Files.write(file.path(), bytes);
    }

    static int crc(String text) {
        return Crc32c.update(Crc32c.EMPTY, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
