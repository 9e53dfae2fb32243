/** The storage adapter that writes files through file channels. */
module io.forebay.nio {
    requires transitive io.forebay.api;
    requires com.github.benmanes.caffeine;
    requires transitive io.forebay.spool;

    exports io.forebay.nio;
}
