package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The splitter against a model that looks at the whole input at once. */
class LineSplitterProperties {
    private static final int CHUNK = 256 << 10;

    @Property(tries = 300)
    void lines_are_exact_for_any_bytes_any_reads_and_any_limit(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int longest) throws IOException {
        Random random = new Random(seed);
        byte[] input = bytes(random, random.nextInt(3_000), 1 + random.nextInt(60));
        assertThat(split(input, random, longest)).isEqualTo(model(input, longest));
    }

    @Property(tries = 40)
    void lines_around_the_length_of_the_chunk_are_exact(
            @ForAll long seed, @ForAll @IntRange(min = CHUNK - 2, max = 3 * CHUNK) int longest) throws IOException {
        Random random = new Random(seed);
        byte[] input = bytes(random, 6 * CHUNK, CHUNK + random.nextInt(2 * CHUNK));
        assertThat(split(input, random, longest)).isEqualTo(model(input, longest));
    }

    @Test
    void a_line_of_five_mebibytes_is_one_record() throws IOException {
        byte[] line = new byte[5 << 20];
        line[line.length - 1] = '\n';
        List<Integer> lengths = new ArrayList<>();
        new LineSplitter(
                        new ByteArrayInputStream(line),
                        new Gate(),
                        16 << 20,
                        (array, offset, length) -> lengths.add(length))
                .run();
        assertThat(lengths).containsExactly(5 << 20);
    }

    @Test
    void a_line_above_the_limit_is_handed_out_once_and_takes_no_memory_beyond_the_limit() throws IOException {
        List<Integer> lengths = new ArrayList<>();
        InputStream endless = new InputStream() {
            private long left = 1L << 30;

            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] array, int offset, int length) {
                assertThat(array.length).isLessThanOrEqualTo((1 << 20) + 1);
                left -= length;
                return left < 0 ? -1 : length;
            }
        };
        new LineSplitter(endless, new Gate(), 1 << 20, (array, offset, length) -> lengths.add(length)).run();
        assertThat(lengths)
                .singleElement()
                .satisfies(length -> assertThat(length).isGreaterThan(1 << 20));
    }

    @Test
    void what_was_read_when_the_gate_is_shut_is_handed_out_and_no_more_is_read() throws IOException {
        Gate gate = new Gate();
        Script input = new Script("a\nb\nrest", " of it\nc\nd", "never read\n") {
            @Override
            void onRead(int number) {
                if (number == 2) {
                    gate.shut();
                }
            }
        };
        List<String> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(input, gate, 100, into(lines));
        splitter.run();
        assertThat(lines).containsExactly("a\n", "b\n", "rest of it\n", "c\n");
        assertThat(splitter.unfinished()).isEqualTo(1);
    }

    @Test
    void an_input_that_is_closed_meanwhile_ends_it_and_the_unfinished_line_is_told() throws IOException {
        Script input = new Script("a\nb\nrest") {
            @Override
            void onRead(int number) throws IOException {
                if (number == 2) {
                    throw new AsynchronousCloseException();
                }
            }
        };
        List<String> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(input, new Gate(), 100, into(lines));
        splitter.run();
        assertThat(lines).containsExactly("a\n", "b\n");
        assertThat(splitter.unfinished()).isEqualTo(4);
    }

    /** An input that gives one text with each read. */
    private abstract static class Script extends InputStream {
        private final String[] texts;
        private int reads;

        Script(String... texts) {
            this.texts = texts;
        }

        /** Called within each read; the first has the number 1. */
        abstract void onRead(int number) throws IOException;

        @Override
        public int read() {
            throw new AssertionError("one byte at a time");
        }

        @Override
        public int read(byte[] array, int offset, int length) throws IOException {
            onRead(++reads);
            byte[] text = texts[reads - 1].getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, array, offset, text.length);
            return text.length;
        }
    }

    private static LineSplitter.Lines into(List<String> lines) {
        return (array, offset, length) -> lines.add(new String(array, offset, length, StandardCharsets.US_ASCII));
    }

    /** Random bytes with newlines about so far apart; some lines are empty, and the last one may lack its newline. */
    private static byte[] bytes(Random random, int length, int lineLength) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(lineLength) == 0) {
                bytes[i] = '\n';
            } else if (bytes[i] == '\n' && lineLength > 256) {
                bytes[i] = 'x';
            }
        }
        return bytes;
    }

    private static List<String> split(byte[] input, Random random, int longest) throws IOException {
        List<String> lines = new ArrayList<>();
        InputStream dribbling = new ByteArrayInputStream(input) {
            @Override
            public synchronized int read(byte[] array, int offset, int length) {
                return super.read(array, offset, Math.min(length, 1 + random.nextInt(Math.max(1, input.length / 3))));
            }
        };
        new LineSplitter(
                        dribbling,
                        new Gate(),
                        longest,
                        (array, offset, length) -> lines.add(show(array, offset, length, longest)))
                .run();
        return lines;
    }

    private static List<String> model(byte[] input, int longest) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < input.length; i++) {
            if (input[i] == '\n' || i == input.length - 1) {
                lines.add(show(input, start, i + 1 - start, longest));
                start = i + 1;
            }
        }
        return lines;
    }

    /** What is too long is cut anywhere beyond the limit; all that counts is that it is too long. */
    private static String show(byte[] array, int offset, int length, int longest) {
        return length > longest ? "too long" : new String(array, offset, length, StandardCharsets.ISO_8859_1);
    }
}
