/** The storage adapter that writes files through file channels. */
module io.forebay.nio {
    requires transitive io.forebay.api;
    requires com.github.benmanes.caffeine;
    requires com.google.common;
    requires io.forebay.spool;

    exports io.forebay.nio;
}
