/** The directory protocol that the file-based storage adapters share. */
module io.forebay.spool {
    requires transitive io.forebay.api;
    requires com.google.common;
    requires org.slf4j;

    exports io.forebay.spool;
}
