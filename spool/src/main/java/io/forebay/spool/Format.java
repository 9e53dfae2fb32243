package io.forebay.spool;

import org.jspecify.annotations.Nullable;

/** Whose temporary files an instance has, and so how recovery finds out what is whole in them. */
public enum Format {
    /** Plain files, whose committed length stands in the commit table. */
    COMMIT_TABLE(1),
    /** Mapped files, whose committed length stands in a {@link SegmentFooter} of their own until the commit table has it. */
    FOOTER(2);

    private final int id;

    Format(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    /** Returns the format with an id, or null if this version knows none. */
    static @Nullable Format of(int id) {
        for (Format format : values()) {
            if (format.id == id) {
                return format;
            }
        }
        return null;
    }
}
