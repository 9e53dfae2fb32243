package io.forebay.testkit.disk;

import static io.forebay.testkit.LeftoverDamage.Outcome.LEFT_ALONE;
import static io.forebay.testkit.LeftoverDamage.Outcome.RECOVERED;
import static io.forebay.testkit.LeftoverDamage.Outcome.SET_ASIDE;

import io.forebay.testkit.LeftoverDamage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * The ways in which leftovers in a spool can be damaged. Where a header or a line of the commit table is changed on purpose, and not
 * by accident, its checksum is made right again: a version to come, or somebody who means harm.
 *
 * <p>The layout of the owner file is that of {@code OwnerLayout}, told once more: if the two part, this test has to notice.
 */
record SpoolDamage(SpoolView spooled) {
    private static final int HEADER = 4096;
    private static final int LINE = 64;
    private static final int VERSION = 8;
    private static final int FORMAT = 12;
    private static final int SUFFIX = 32;
    private static final int LINE_LENGTH = 8;
    private static final int LINE_FLAGS = 28;
    private static final int NOT_CONFIRMED = 4;
    private static final String NOBODY = "0".repeat(32);

    /** Something done to one path. */
    @FunctionalInterface
    private interface Change {
        void on(Path path) throws IOException;
    }

    static List<Path> temporaries(SpoolView spooled) throws IOException {
        return named(spooled, ".tmp");
    }

    private static List<Path> named(SpoolView spooled, String ending) throws IOException {
        return spooled.hidden().stream()
                .filter(name -> name.endsWith(ending))
                .map(spooled.directory()::resolve)
                .toList();
    }

    /**
     * All of them.
     *
     * @param checked whether files are forced, and so have checksums
     */
    List<LeftoverDamage> all(boolean checked) {
        List<LeftoverDamage> all = new ArrayList<>(files());
        all.addAll(strays());
        all.addAll(owners());
        if (checked) {
            all.add(files("other bytes", SET_ASIDE, edit(bytes -> flip(bytes, bytes.length / 2))));
        }
        return all;
    }

    private List<LeftoverDamage> files() {
        return List.of(
                files(
                        "shorter than was written down",
                        SET_ASIDE,
                        edit(bytes -> Arrays.copyOf(bytes, bytes.length - 1))),
                files("no bytes at all", SET_ASIDE, edit(bytes -> new byte[0])),
                files("garbage behind", RECOVERED, edit(bytes -> Arrays.copyOf(bytes, bytes.length + 9))),
                files("gone", LEFT_ALONE, Files::delete),
                files("a directory instead", LEFT_ALONE, path -> {
                    Files.delete(path);
                    Files.createDirectory(path);
                }),
                files("a link to another file instead", LEFT_ALONE, path -> {
                    Files.delete(path);
                    Files.createSymbolicLink(path, precious());
                }),
                files("shorter, and the name to set it aside under is taken", LEFT_ALONE, path -> {
                    edit(bytes -> Arrays.copyOf(bytes, bytes.length - 1)).on(path);
                    String name = path.getFileName().toString().replace(".tmp", ".shorter-than-committed.quarantine");
                    Files.writeString(path.resolveSibling(name), "not ours");
                }));
    }

    private List<LeftoverDamage> strays() {
        return List.of(
                stray("a file that the instance did not write down", "99", path -> Files.writeString(path, "stray")),
                stray("an empty file", "99", Files::createFile),
                stray("a file whose number is too large", "99999999999999999999", Files::createFile),
                stray("a directory", "99", Files::createDirectory),
                stray("a link to another file", "99", path -> Files.createSymbolicLink(path, precious())),
                stray("a link to nothing", "99", path -> Files.createSymbolicLink(path, Path.of("nothing"))),
                stray(
                        "a file of a worker whose number is too large",
                        "99",
                        path -> Files.writeString(
                                path.resolveSibling(renamed(path, "([0-9]+)(_[0-9a-f]{32}_)", "99999999999$2")),
                                "stray")),
                stray(
                        "a file of an instance that nobody knows",
                        "99",
                        path -> Files.writeString(path.resolveSibling(renamed(path, "[0-9a-f]{32}", NOBODY)), "stray")),
                owner("an empty owner file of nobody", RECOVERED, path -> Files.createFile(nobodys(path))),
                owner(
                        "a directory as the owner file of nobody",
                        RECOVERED,
                        path -> Files.createDirectory(nobodys(path))),
                owner(
                        "a link as the owner file of nobody",
                        RECOVERED,
                        path -> Files.createSymbolicLink(nobodys(path), precious())));
    }

    private List<LeftoverDamage> owners() {
        return List.of(
                // Elsewhere, the guest file says that it may be alive.
                owner("owner file gone", apart() ? LEFT_ALONE : SET_ASIDE, Files::delete),
                owner("owner file empty", SET_ASIDE, edit(bytes -> new byte[0])),
                owner("owner file cut within its head", SET_ASIDE, edit(bytes -> Arrays.copyOf(bytes, 100))),
                owner("owner file cut behind its head", SET_ASIDE, edit(bytes -> Arrays.copyOf(bytes, HEADER))),
                owner(
                        "owner file cut within a line",
                        SET_ASIDE,
                        edit(bytes -> Arrays.copyOf(bytes, HEADER + LINE / 2))),
                owner("owner file longer", RECOVERED, edit(bytes -> Arrays.copyOf(bytes, bytes.length + 100))),
                owner("owner file of zeros", SET_ASIDE, edit(bytes -> new byte[bytes.length])),
                owner("head of zeros", SET_ASIDE, edit(bytes -> zero(bytes, 0, HEADER))),
                owner("one bit of the magic number", SET_ASIDE, edit(bytes -> flip(bytes, 0))),
                owner("one bit of the head", SET_ASIDE, edit(bytes -> flip(bytes, 20))),
                owner("commit table of zeros", SET_ASIDE, edit(bytes -> zero(bytes, HEADER, bytes.length))),
                owner(
                        "one bit of the length in each line",
                        SET_ASIDE,
                        lines(line -> flip(line.array(), line.arrayOffset() + LINE_LENGTH + 7), false)),
                owner("a damaged line of no file", RECOVERED, edit(bytes -> flip(bytes, HEADER + 7 * LINE + 1))),
                owner(
                        "lines of files longer than there are",
                        SET_ASIDE,
                        lines(line -> line.putLong(LINE_LENGTH, 1L << 40), true)),
                owner("lines of negative length", SET_ASIDE, lines(line -> line.putLong(LINE_LENGTH, -1), true)),
                owner(
                        "lines of files that were not confirmed",
                        SET_ASIDE,
                        lines(line -> line.putInt(LINE_FLAGS, NOT_CONFIRMED), true)),
                owner("a version to come", LEFT_ALONE, head(page -> page.putInt(VERSION, 99))),
                owner("another adapter's format", LEFT_ALONE, head(page -> page.putInt(FORMAT, 99))),
                owner("a suffix that leads out of the directory", SET_ASIDE, head(page -> text(page, "/../out"))),
                owner("a suffix that never ends", LEFT_ALONE, head(page -> page.putShort(SUFFIX, Short.MAX_VALUE))),
                owner("a directory instead of the owner file", LEFT_ALONE, path -> {
                    Files.delete(path);
                    Files.createDirectory(path);
                }),
                owner("a link instead of the owner file", LEFT_ALONE, path -> {
                    Files.delete(path);
                    Files.createSymbolicLink(path, precious());
                }));
    }

    private boolean apart() {
        return Files.isDirectory(spooled.directory().resolve(SpoolView.TEMP));
    }

    private LeftoverDamage files(String name, LeftoverDamage.Outcome outcome, Change change) {
        return new LeftoverDamage("temporary files: " + name, outcome, () -> {
            for (Path path : temporaries(spooled)) {
                change.on(path);
            }
        });
    }

    private LeftoverDamage stray(String name, String number, Change change) {
        return new LeftoverDamage("beside the temporary files: " + name, RECOVERED, () -> {
            Path path = temporaries(spooled).get(0);
            change.on(path.resolveSibling(renamed(path, "_[0-9]+\\.tmp", "_" + number + ".tmp")));
        });
    }

    private LeftoverDamage owner(String name, LeftoverDamage.Outcome outcome, Change change) {
        return new LeftoverDamage(
                name, outcome, () -> change.on(named(spooled, ".owner").get(0)));
    }

    /** A file that recovery must not follow a link to; hidden, so that nobody takes it for published. */
    private Path precious() throws IOException {
        Path path = spooled.directory().resolve(".precious");
        return Files.exists(path) ? path : Files.writeString(path, "precious");
    }

    private static String renamed(Path path, String pattern, String replacement) {
        return path.getFileName().toString().replaceFirst(pattern, replacement);
    }

    private static Path nobodys(Path owner) {
        return owner.resolveSibling(renamed(owner, "[0-9a-f]{32}", NOBODY));
    }

    private static Change edit(UnaryOperator<byte[]> edit) {
        return path -> Files.write(path, edit.apply(Files.readAllBytes(path)));
    }

    /** Changes the head, with a right checksum. */
    private static Change head(Consumer<ByteBuffer> change) {
        return edit(bytes -> {
            change.accept(ByteBuffer.wrap(bytes));
            return sum(bytes, 0, HEADER);
        });
    }

    /** Changes each line of the commit table that is in use. */
    private static Change lines(Consumer<ByteBuffer> change, boolean sum) {
        return edit(bytes -> {
            for (int at = HEADER; at + LINE <= bytes.length; at += LINE) {
                ByteBuffer line = ByteBuffer.wrap(bytes).slice(at, LINE);
                if (line.getLong(0) != 0) {
                    change.accept(line);
                    if (sum) {
                        sum(bytes, at, LINE);
                    }
                }
            }
            return bytes;
        });
    }

    private static byte[] sum(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(at + length - Integer.BYTES, (int) crc.getValue());
        return bytes;
    }

    private static void text(ByteBuffer page, String suffix) {
        byte[] text = suffix.getBytes(StandardCharsets.UTF_8);
        page.putShort(SUFFIX, (short) text.length).put(SUFFIX + Short.BYTES, text);
        page.putShort(SUFFIX + Short.BYTES + text.length, (short) 0);
    }

    private static byte[] flip(byte[] bytes, int at) {
        bytes[at] ^= 1;
        return bytes;
    }

    private static byte[] zero(byte[] bytes, int from, int to) {
        Arrays.fill(bytes, from, to, (byte) 0);
        return bytes;
    }
}
