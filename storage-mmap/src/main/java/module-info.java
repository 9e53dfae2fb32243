/** The storage adapter whose buffers are mapped files. */
module io.forebay.mmap {
    requires transitive io.forebay.api;
    requires transitive io.forebay.spool;
    // Unmaps at once on JDK 17 to 21; later ones have a way of their own.
    requires jdk.unsupported;

    exports io.forebay.mmap;
}
