package io.forebay.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.mmap.Mapper.EitherMapper;
import io.forebay.mmap.Mapper.Mapping;
import io.forebay.testkit.disk.ProcSelf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to unmap a file at once, each where the JVM has it; JVMs of their own show what that makes them say. */
class UnmapTest {
    private static final int FIRST_WITH_ARENA = 22;
    private static final int FIRST_THAT_CAN_DENY = 23;
    private static final int JDK = Runtime.version().feature();

    @TempDir
    private Path temp;

    private Path directory;

    @BeforeEach
    void look_for_proc() throws IOException {
        ProcSelf.assumeThere();
        directory = Files.createDirectory(temp.toRealPath().resolve("maps"));
    }

    @Test
    void an_arena_unmaps_at_once_where_the_jdk_has_one() throws IOException {
        if (JDK < FIRST_WITH_ARENA) {
            assertThat(ArenaMapper.find()).isNull();
        } else {
            UnmapChild.mapAndUnmap(Objects.requireNonNull(ArenaMapper.find()), directory);
        }
    }

    @Test
    void the_cleaner_unmaps_at_once() throws Exception {
        // Not in this JVM, as later ones warn of it.
        ChildRun run = run(List.of(), "cleaner");
        assertThat(run.exitCode()).as(run.errors()).isZero();
    }

    @Test
    void a_sink_prints_no_warning() throws Exception {
        ChildRun run = run(List.of(), "sink");
        assertThat(run.errors()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void a_sink_works_where_unsafe_access_is_denied_and_the_jdk_has_an_arena() throws Exception {
        assumeTrue(JDK >= FIRST_THAT_CAN_DENY, "JDK " + JDK + " can not deny access to sun.misc.Unsafe");
        ChildRun run = run(List.of("--sun-misc-unsafe-memory-access=deny"), "sink");
        assertThat(run.errors()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void without_sun_misc_unsafe_a_sink_works_with_an_arena_and_is_refused_without_one() throws Exception {
        ChildRun run = run(List.of("--limit-modules", "java.base,java.logging"), "sink");
        if (JDK >= FIRST_WITH_ARENA) {
            assertThat(run.exitCode()).as(run.errors()).isZero();
        } else {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.errors())
                    .contains("IOException: this JVM, " + Runtime.version()
                            + ", offers no way to unmap a file at once: use"
                            + " the nio adapter, or add the module jdk.unsupported");
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void without_memory_for_the_zeros_a_sink_is_refused_each_time_and_told_why() throws Exception {
        ChildRun run = run(List.of("-XX:MaxDirectMemorySize=128k"), "sink again and again");
        assertThat(run.errors()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void the_second_way_is_taken_where_a_channel_does_not_know_the_first() throws IOException {
        AtomicInteger unmapped = new AtomicInteger();
        Mapping mapping = new Mapping(ByteBuffer.allocate(1), unmapped::incrementAndGet);
        Mapper unsupported = (channel, size) -> {
            throw new UnsupportedOperationException();
        };
        Mapper failing = (channel, size) -> {
            throw new IOException("injected");
        };
        Mapper second = (channel, size) -> mapping;
        try (var channel = Files.newByteChannel(Files.createFile(directory.resolve("file")))) {
            var file = (FileChannel) channel;
            assertThat(new EitherMapper(unsupported, second).map(file, 1)).isSameAs(mapping);
            assertThat(new EitherMapper(second, failing).map(file, 1)).isSameAs(mapping);
            assertThatThrownBy(() -> new EitherMapper(failing, second).map(file, 1))
                    .hasMessage("injected");
        }
        mapping.unmap();
        assertThat(unmapped).hasValue(1);
    }

    private ChildRun run(List<String> options, String way) throws IOException, InterruptedException {
        return ChildRun.of(UnmapChild.class, temp.resolve("errors"), options, way, directory.toString());
    }
}
