/** Takes records from many threads and hands full buffers to a storage adapter. */
module io.forebay.engine {
    requires transitive io.forebay.api;
    requires org.slf4j;

    exports io.forebay.engine;
}
