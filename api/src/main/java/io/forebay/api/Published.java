package io.forebay.api;

/**
 * A file, or whatever a target makes of a segment, that has become visible.
 *
 * @param worker the worker it came from
 * @param name its final name; for files without the directory
 * @param bytes its length in bytes, more than 0
 * @param records the count of records in it, empty ones left out
 */
public record Published(int worker, String name, long bytes, long records) {}
