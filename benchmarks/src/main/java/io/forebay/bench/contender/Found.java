package io.forebay.bench.contender;

/**
 * What was found on disk.
 *
 * @param records whole records, equal to the sample; -1 where only bytes can be counted
 * @param bytes of all records
 * @param files that hold them, as their user sees it: a queue is one
 */
public record Found(long records, long bytes, long files) {
    /** The sum of both. */
    public Found plus(Found other) {
        return new Found(records + other.records, bytes + other.bytes, files + other.files);
    }
}
