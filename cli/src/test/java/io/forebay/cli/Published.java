package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a directory shows to those who ship its files. */
final class Published {
    private final Path dir;
    private final Pattern name;

    Published(Path dir, String prefix) {
        this.dir = dir;
        // The naming rule of the published files, and of the recovered ones.
        name = Pattern.compile(Pattern.quote(prefix) + "\\d+_\\d{8}T\\d{9}Z_[0-9a-f]{32}_(\\d+|r\\d+)\\.log");
    }

    /** The published files, in the order of their names. */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    List<String> hidden() throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith("."))
                    .toList();
        }
    }

    /** Checks what holds for each published file, and that nothing else is there. */
    void checkEachFile() throws IOException {
        assertThat(hidden()).as("hidden files").isEmpty();
        for (Path file : files()) {
            assertThat(file.getFileName().toString()).matches(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as("permission of %s", file)
                    .isEqualTo("r--------");
            assertThat(file).isNotEmptyFile();
        }
    }

    /** All bytes, in the order of the names. */
    byte[] bytes() throws IOException {
        try (var bytes = new ByteArrayOutputStream()) {
            for (Path file : files()) {
                bytes.write(Files.readAllBytes(file));
            }
            return bytes.toByteArray();
        }
    }

    /** All lines of all files; the last one of a file may lack its newline. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            lines.addAll(lines(Files.readAllBytes(file)));
        }
        return lines;
    }

    /** Takes the published files away, as a shipper does, and returns their lines. */
    List<String> ship() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            try {
                lines.addAll(lines(Files.readAllBytes(file)));
                Files.delete(file);
            } catch (NoSuchFileException e) {
                throw new AssertionError("a published file went away", e);
            }
        }
        return lines;
    }

    /** Cuts bytes into lines with their newlines. */
    static List<String> lines(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || i == bytes.length - 1) {
                lines.add(new String(bytes, start, i + 1 - start, StandardCharsets.ISO_8859_1));
                start = i + 1;
            }
        }
        return lines;
    }
}
