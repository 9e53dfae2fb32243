package io.forebay.bench.run;

/**
 * How much a run does.
 *
 * @param warmUpSeconds how long it runs before the clock counts
 * @param seconds about how long the timed part takes
 * @param maxBytes the timed part, and each part of the warm-up, writes no more
 */
public record Effort(double warmUpSeconds, double seconds, long maxBytes) {}
