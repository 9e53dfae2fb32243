package io.forebay.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file that a dead instance had mapped, or was about to map: its footer tells what is in it.
 *
 * @param path where it is
 * @param size of the file, in bytes
 * @param instance that it belongs to
 * @param number in its name
 */
record MappedLeftover(Path path, long size, String instance, long number) {
    private static final int CHUNK = 1 << 16;

    /**
     * What is to become of it.
     *
     * @param line what the commit table would have said, or null
     * @param damage why it is to be set aside, or null; if both are null, there is nothing in it that is not elsewhere
     */
    record Verdict(
            OwnerLayout.@Nullable Line line, @Nullable Damage damage) {
        private static final Verdict EMPTY = new Verdict(null, null);

        boolean isEmpty() {
            return equals(EMPTY);
        }
    }

    /**
     * Reads the file.
     *
     * @param absorbed the last generation that was copied to another file, or null if none was
     * @throws IOException if it can not be read, or is of a later version; then it is to stay as it is
     */
    Verdict judge(@Nullable Long absorbed) throws IOException {
        try (SteadyChannel file =
                SteadyChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            SegmentFooter.Content content = footer(file);
            if (absorbed != null && content.generation() <= absorbed) {
                return Verdict.EMPTY;
            }
            if (content.end() > 0) {
                // Behind the end may be what earlier ones left in another file; the cut takes the footer along.
                List<Absorbed> before =
                        content.generation() > 0 ? List.of(new Absorbed(number, content.generation() - 1)) : List.of();
                return new Verdict(
                        new OwnerLayout.Line(
                                number,
                                content.end(),
                                content.records(),
                                content.crc(),
                                OwnerLayout.State.OPEN,
                                before),
                        null);
            }
            // What an earlier generation left is in another file. Zeros are nothing; anything else is part of a record
            // that was never accepted, or what a loss of power has left of more.
            boolean nothing = content.generation() > 0 || isZero(file);
            return nothing ? Verdict.EMPTY : new Verdict(null, Damage.NOTHING_COMMITTED);
        } catch (SegmentFooter.DamagedFooterException e) {
            return new Verdict(null, Damage.FOOTER_UNREADABLE);
        }
    }

    /** Tells whether it has a footer, and nobody has stored anything in it. */
    boolean isUnused() throws IOException {
        try (SteadyChannel file =
                SteadyChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            SegmentFooter.Content content = footer(file);
            return content.generation() == 0 && content.end() == 0 && isZero(file);
        } catch (SegmentFooter.DamagedFooterException e) {
            return false;
        }
    }

    private SegmentFooter.Content footer(SteadyChannel file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(SegmentFooter.BYTES);
        long at = Math.max(0, size - SegmentFooter.BYTES);
        while (page.hasRemaining() && file.read(page, at + page.position()) > 0) {
            // The page is short if the file is.
        }
        SegmentFooter.Content content = SegmentFooter.read(page.flip(), instance, number, size);
        if (content == null) {
            throw new IOException("its footer is of a later version: recover it with that one");
        }
        return content;
    }

    private boolean isZero(SteadyChannel file) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long end = size - SegmentFooter.BYTES;
        for (long at = 0; at < end; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, end - at));
            if (file.read(chunk, at) < 0) {
                throw new IOException("it ends at " + at + " while it is read");
            }
            if (!SegmentFooter.isZero(chunk.flip())) {
                return false;
            }
        }
        return true;
    }
}
