package io.forebay.testkit.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock on the wall, which adapters take the time in names from. It stands still until it is set. Safe for use by any thread. */
final class WallClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-22T10:15:30.123Z");

    @Override
    public Instant instant() {
        return now;
    }

    void jump(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public String toString() {
        return now.toString();
    }
}
