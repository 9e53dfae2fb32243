package io.forebay.testkit.disk;

/** What is asked of a disk. */
public enum DiskCall {
    /** Open a file or directory, and create it if asked. */
    OPEN,
    /** Write bytes at a position. */
    WRITE,
    /** Read bytes, a length or attributes, or see whether a file exists. */
    READ,
    /** List a directory. */
    LIST,
    /** Map a file into memory. */
    MAP,
    /** Take or try a lock. */
    LOCK,
    /** Cut a file. */
    TRUNCATE,
    /** Force a file or directory. */
    FORCE,
    /** Close a channel. The channel is closed all the same if this is refused, as with the system call. */
    CLOSE,
    /** Set attributes, such as permissions. */
    ATTRIBUTES,
    /** Create a directory. */
    MAKE_DIRECTORY,
    /** Rename. */
    MOVE,
    /** Delete. */
    DELETE
}
