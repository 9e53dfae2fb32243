/** The ports that callers and storage adapters meet at, and the values they exchange. */
module io.forebay.api {
    requires static transitive org.jspecify;

    exports io.forebay.api;
}
