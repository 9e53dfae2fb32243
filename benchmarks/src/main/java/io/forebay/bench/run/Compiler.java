package io.forebay.bench.run;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** The compiler of this JVM. */
final class Compiler {
    private static final @Nullable CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    private Compiler() {}

    /** How long its threads have compiled since the start; zero where the JVM does not know. */
    static double seconds() {
        return COMPILER != null && COMPILER.isCompilationTimeMonitoringSupported()
                ? COMPILER.getTotalCompilationTime() / 1e3
                : 0;
    }
}
