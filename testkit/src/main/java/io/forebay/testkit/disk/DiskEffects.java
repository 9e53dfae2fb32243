package io.forebay.testkit.disk;

import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.file.Path;

/** Hears what has really been done on a {@link FaultyDisk}; all paths are real ones. */
interface DiskEffects {
    /** Hears nothing. */
    DiskEffects NONE = new DiskEffects() {};

    /** A file or directory is open now; if it was not there before, it was created. */
    default void opened(Channel channel, Path path) {}

    default void wrote(Channel channel, ByteBuffer bytes, long position) {}

    /** From now on the file may change at any time without a call. */
    default void mapped(Channel channel) {}

    default void truncated(Channel channel, long size) {}

    /** Called before the disk is asked to force, so that nothing counts as forced that came while it did. */
    default void forcing(Channel channel, boolean metaData) {}

    default void permitted(Path path) {}

    default void madeDirectory(Path path) {}

    default void moved(Path from, Path to) {}

    default void deleted(Path path) {}
}
