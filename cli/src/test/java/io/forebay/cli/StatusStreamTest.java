package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StatusStreamTest {
    private static final String ERASE = "\r\u001b[J";

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final StatusStream stream = new StatusStream(terminal);

    @Test
    void the_line_is_drawn_without_wrapping_and_the_cursor_waits_at_its_beginning() throws IOException {
        stream.show("one");
        assertThat(taken()).isEqualTo(ERASE + "\u001b[?7lone\r\u001b[?7h");
    }

    @Test
    void an_empty_text_erases_the_line_once() throws IOException {
        stream.show("one");
        taken();
        stream.show("");
        assertThat(taken()).isEqualTo(ERASE);
        stream.show("");
        assertThat(taken()).isEmpty();
    }

    @Test
    void other_output_takes_the_place_of_the_line_which_then_comes_back_below() throws IOException {
        stream.show("one");
        taken();
        new PrintStream(stream, true, StandardCharsets.UTF_8).print("warning\n");
        assertThat(taken()).isEqualTo(ERASE + "warning\n");
        stream.show("two");
        assertThat(taken()).contains("two");
    }

    @Test
    void the_line_is_not_drawn_into_an_unfinished_line_of_other_output() throws IOException {
        PrintStream other = new PrintStream(stream, true, StandardCharsets.UTF_8);
        other.print("warn");
        other.flush();
        taken();
        stream.show("one");
        assertThat(taken()).isEmpty();
        other.print("ing\n");
        other.flush();
        stream.show("one");
        assertThat(taken()).startsWith("ing\n").contains("one");
    }

    private String taken() {
        String text = terminal.toString(StandardCharsets.UTF_8);
        terminal.reset();
        return text;
    }
}
