package io.forebay.spool;

/**
 * What a file has taken over from a mapped one: written down with the file's length in one step, so that recovery finds the
 * bytes in one of the two places, and never in both.
 *
 * @param number of the mapped file, from {@link SpoolFile#number}
 * @param generation that its {@link SegmentFooter} had when its bytes were copied; a footer of a later one counts again
 */
public record Absorbed(long number, long generation) {}
