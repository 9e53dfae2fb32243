/** The contract suite for storage adapters, with a model of the sink, generators and faults. */
module io.forebay.testkit {
    requires jdk.management;
    requires transitive io.forebay.api;
    requires transitive net.jqwik.api;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports io.forebay.testkit;
    exports io.forebay.testkit.disk;
    exports io.forebay.testkit.model;
    exports io.forebay.testkit.process;
    exports io.forebay.testkit.sweep;

    // JUnit calls the suite's test methods, which are not public, by reflection.
    opens io.forebay.testkit;
    opens io.forebay.testkit.model;
    opens io.forebay.testkit.process;
    opens io.forebay.testkit.sweep;
}
