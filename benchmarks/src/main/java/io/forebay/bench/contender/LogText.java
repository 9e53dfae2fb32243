package io.forebay.bench.contender;

import java.nio.charset.StandardCharsets;

/** A record as the message of a logger, whose layout adds the newline. */
final class LogText {
    private LogText() {}

    static String of(byte[] sample) {
        return new String(sample, 0, sample.length - 1, StandardCharsets.ISO_8859_1);
    }
}
