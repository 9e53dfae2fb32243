package io.forebay.spool;

/** Whose temporary files an instance has, and so how recovery finds out what is whole in them. */
public enum Format {
    /** Plain files, whose committed length stands in the commit table. */
    COMMIT_TABLE(1);

    private final int id;

    Format(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }
}
