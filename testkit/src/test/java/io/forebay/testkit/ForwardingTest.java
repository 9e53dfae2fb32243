package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples in the Javadoc of the forwarding types, as they stand there, white space aside. */
class ForwardingTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final SegmentSpec SPEC = SegmentSpec.ordinary(0, 8);

    private final FlushTarget target = new MemoryStore().open(new TargetSpec(1, 1, 8));

    @Test
    void a_target_that_has_no_room() {
        FlushTarget crowded = new ForwardingTarget(target) {
            @Override
            public Segment open(SegmentSpec spec) throws IOException {
                throw new IOException("no room");
            }
        };
        assertThatThrownBy(() -> crowded.open(SPEC)).hasMessage("no room");
    }

    @Test
    void a_target_whose_segments_can_not_be_published() throws IOException {
        FlushTarget readOnly = new ForwardingTarget(target) {
            @Override
            protected Segment wrap(Segment segment, SegmentSpec spec) {
                return new ForwardingSegment(segment) {
                    @Override
                    public Published publish() throws IOException {
                        throw new IOException("read-only");
                    }
                };
            }
        };
        assertThatThrownBy(readOnly.open(SPEC)::publish).hasMessage("read-only");
    }

    @Test
    void a_segment_that_can_not_be_published() throws IOException {
        Segment segment = target.open(SPEC);
        Segment readOnly = new ForwardingSegment(segment) {
            @Override
            public Published publish() throws IOException {
                throw new IOException("read-only");
            }
        };
        assertThatThrownBy(readOnly::publish).hasMessage("read-only");
    }

    @Test
    void each_example_in_the_javadoc_is_compiled_here() throws IOException {
        String compiled = squeezed(Files.readString(MODULE.resolve(source("test", ForwardingTest.class))));
        for (Class<?> type : List.of(ForwardingTarget.class, ForwardingSegment.class)) {
            List<String> examples = Pattern.compile("<pre>\\{@code\n(.*?) \\* }</pre>", Pattern.DOTALL)
                    .matcher(Files.readString(MODULE.resolve(source("main", type))))
                    .results()
                    .map(match -> squeezed(match.group(1).replaceAll("(?m)^ \\* ", "")))
                    .toList();
            assertThat(examples)
                    .as("examples of %s", type)
                    .isNotEmpty()
                    .allSatisfy(example -> assertThat(compiled).contains(example));
        }
    }

    private static String source(String kind, Class<?> type) {
        return "src/" + kind + "/java/" + type.getName().replace('.', '/') + ".java";
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").trim();
    }
}
