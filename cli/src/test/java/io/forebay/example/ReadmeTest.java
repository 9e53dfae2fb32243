package io.forebay.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.engine.Forebay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Java in the README is the Java that is compiled and tested here, white space aside. */
class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path EXAMPLES = ROOT.resolve("cli/src/test/java/io/forebay/example");

    private final AtomicInteger keys = new AtomicInteger();

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").replace("( ", "(").trim();
    }

    @Test
    void eachSnippetStandsInAnExampleThatIsCompiled() throws IOException {
        List<String> snippets = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(match -> squeezed(match.group(1)))
                .toList();
        StringBuilder compiled = new StringBuilder();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.toList()) {
                compiled.append(Files.readString(file)).append('\n');
            }
        }
        String examples = squeezed(compiled.toString());
        assertThat(snippets)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(snippet -> assertThat(examples).contains(snippet));
    }

    @Test
    void aTargetOfOneLambdaTakesTheBytes() throws IOException {
        Map<String, String> stored = new ConcurrentHashMap<>();
        Bucket bucket = (key, bytes) ->
                stored.put(key, StandardCharsets.UTF_8.decode(bytes).toString());
        RecordSink sink = Forebay.to(TargetOpener.of(batch -> bucket.put(newKey(), batch)))
                .open();
        sink.write("one\n".getBytes(StandardCharsets.UTF_8));
        sink.close();
        assertThat(stored).containsExactly(entry("1", "one\n"));
    }

    /** Stores all of the bytes or none. */
    @FunctionalInterface
    private interface Bucket {
        void put(String key, ByteBuffer bytes) throws IOException;
    }

    private String newKey() {
        return Integer.toString(keys.incrementAndGet());
    }
}
