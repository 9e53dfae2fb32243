/** What the file-based storage adapters share: the directory protocol, and the life of a target and its segments. */
module io.forebay.spool {
    requires transitive io.forebay.api;
    requires com.google.common;
    requires org.slf4j;

    exports io.forebay.spool;
}
