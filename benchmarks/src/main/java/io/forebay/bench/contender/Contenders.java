package io.forebay.bench.contender;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** All contenders by name. */
public final class Contenders {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private static final Map<String, Contender> ALL = new LinkedHashMap<>();

    /** As {@code forebay-nio-8m}, to see what workers cost; not among those that are run when nobody names any. */
    private static final Map<String, Contender> WITH_WORKERS = Map.of(
            "forebay-nio-8m-1w", new ForebayNio(64 * KIB, 8 * MIB, 1),
            "forebay-nio-8m-2w", new ForebayNio(64 * KIB, 8 * MIB, 2),
            "forebay-nio-8m-4w", new ForebayNio(64 * KIB, 8 * MIB, 4),
            "forebay-nio-8m-8w", new ForebayNio(64 * KIB, 8 * MIB, 8),
            "forebay-nio-8m-32w", new ForebayNio(64 * KIB, 8 * MIB, 32));

    static {
        ALL.put("forebay-nio-64k", new ForebayNio(64 * KIB, 64 * KIB));
        ALL.put("forebay-nio-256k", new ForebayNio(256 * KIB, 256 * KIB));
        ALL.put("forebay-nio-8m", new ForebayNio(64 * KIB, 8 * MIB));
        ALL.put("forebay-mmap", new ForebayMmap(8 * MIB, 8 * MIB));
        ALL.put("forebay-mmap-256k", new ForebayMmap(256 * KIB, 8 * MIB));
        ALL.put("log4j2-raf", new Log4j("RandomAccessFile"));
        ALL.put("log4j2-mmap", new Log4j("MemoryMappedFile"));
        ALL.put("logback-async", new LogbackAsync());
        ALL.put("chronicle", new Chronicle());
        ALL.put("plain-port", new PlainPort(4, 512, 64 * KIB));
        ALL.put("sync-buffer", new SyncBuffer(64 * KIB));
        ALL.put("raw-64k", new RawLoop(64 * KIB, 1));
        ALL.put("raw-256k", new RawLoop(256 * KIB, 1));
        ALL.put("raw-8m", new RawLoop(64 * KIB, 128));
    }

    private Contenders() {}

    /** The names of those that are run when nobody names any, in the order of reports. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(ALL.keySet());
    }

    /** The contender of a name. */
    public static Contender named(String name) {
        Contender contender = ALL.getOrDefault(name, WITH_WORKERS.get(name));
        if (contender == null) {
            throw new IllegalArgumentException("there is no contender '" + name + "'; choose from " + ALL.keySet());
        }
        return contender;
    }
}
