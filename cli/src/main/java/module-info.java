/** The forebay command. */
module io.forebay.cli {
    requires info.picocli;
    requires io.forebay.engine;
    requires io.forebay.mmap;
    requires io.forebay.nio;
    requires io.forebay.spool;

    exports io.forebay.cli;

    opens io.forebay.cli to
            info.picocli;
}
