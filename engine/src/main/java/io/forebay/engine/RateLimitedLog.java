package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of each kind of trouble at once, and then at most every 30 seconds, with the count of what it left out. Used by one thread.
 *
 * <p>The message stands in one line, with the cause's text; the cause itself, with its stack, is logged at debug.
 */
final class RateLimitedLog {
    enum Kind {
        REFUSED,
        DROPPED,
        FAILED,
        LOST,
        CLOSED,
        LISTENER
    }

    private static final Logger LOG = LoggerFactory.getLogger(Forebay.class);
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(30);

    private static final class Last {
        private long warned;
        private long leftOut;
    }

    private final TimeSource time;
    private final Map<Kind, Last> lasts = new EnumMap<>(Kind.class);

    RateLimitedLog(TimeSource time) {
        this.time = time;
    }

    void warn(Kind kind, String message, Throwable cause) {
        LOG.debug(message, cause);
        warn(kind, message + ": " + cause);
    }

    void warn(Kind kind, String message) {
        long now = time.nanoTime();
        Last last = lasts.get(kind);
        if (last == null) {
            last = new Last();
            lasts.put(kind, last);
        } else if (now - last.warned < INTERVAL) {
            last.leftOut++;
            return;
        }
        String more = last.leftOut == 0 ? "" : " (" + last.leftOut + " more like this since the last warning)";
        last.warned = now;
        last.leftOut = 0;
        LOG.warn("{}{}", message, more);
    }
}
