package io.forebay.spool;

import java.util.Locale;

/** Why an unpublished file was set aside: nobody ships it, and nothing deletes it. */
public enum Damage {
    /** Bytes were written, but no record was known to be whole. */
    NOTHING_COMMITTED(
            "holds bytes, but no record was written down as whole: the writer died within its first write, or while it copied what another file holds"),
    /** The file lost bytes. */
    SHORTER_THAN_COMMITTED("is shorter than what was written down as whole"),
    /** The file's bytes changed. */
    CHECKSUM_MISMATCH("has other bytes than those that were written down as whole"),
    /** The file's line in the commit table can not be read. */
    COMMIT_UNREADABLE("has lost the note of how much of it is whole"),
    /** The footer of a mapped file can not be read. */
    FOOTER_UNREADABLE("has lost the footer that said how much of it is whole"),
    /** A mapped file's bytes were copied to another file, which is damaged. */
    COPY_DAMAGED("may hold records that were copied to another file, which has lost them"),
    /** The head of the instance's owner file can not be read. */
    OWNER_UNREADABLE("belongs to an instance whose owner file is damaged"),
    /** The instance's owner file is gone. */
    OWNER_MISSING("belongs to an instance whose owner file is missing"),
    /** The final name is taken. */
    NAME_TAKEN("can not be published: its name is taken by another file"),
    /** The disk did not confirm the file's bytes. */
    NOT_CONFIRMED("holds bytes that the disk did not confirm when it was forced or closed");

    private final String reason;

    Damage(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    /** For names of files. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
