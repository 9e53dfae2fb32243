package io.forebay.api;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a target has found of instances that died, and what it did with it.
 *
 * @param recovered files that were cut to their last whole record and published
 * @param quarantined files that were set aside, each with the reason; nobody ships them, nothing deletes them
 * @param live instances that were seen to be alive and left alone
 */
public record Recovery(List<Recovered> recovered, List<Quarantined> quarantined, int live) {
    /** Nothing was found. */
    public static final Recovery NONE = new Recovery(List.of(), List.of(), 0);

    /**
     * Copies the lists.
     *
     * @param recovered files that were published
     * @param quarantined files that were set aside
     * @param live instances that were left alone
     */
    public Recovery {
        recovered = List.copyOf(recovered);
        quarantined = List.copyOf(quarantined);
    }

    /**
     * A leftover that was published.
     *
     * @param name its final name, without the directory
     * @param bytes its length in bytes
     * @param records the count of records in it, if that was written down
     */
    public record Recovered(String name, long bytes, OptionalLong records) {}

    /**
     * A leftover that was set aside.
     *
     * @param name its name now, without the directory
     * @param bytes its length in bytes
     * @param reason a sentence that says what is wrong with it
     */
    public record Quarantined(String name, long bytes, String reason) {}

    /**
     * The bytes of all that was published.
     *
     * @return the sum over {@link #recovered()}
     */
    public long bytes() {
        return recovered.stream().mapToLong(Recovered::bytes).sum();
    }

    /**
     * The records of all that was published, where each file tells its count.
     *
     * @return the sum over {@link #recovered()}, or empty if one of them can not tell
     */
    public OptionalLong records() {
        if (recovered.stream().anyMatch(file -> file.records().isEmpty())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(recovered.stream()
                .mapToLong(file -> file.records().orElseThrow())
                .sum());
    }
}
