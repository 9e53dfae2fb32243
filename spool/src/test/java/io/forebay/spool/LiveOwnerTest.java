package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Recovery;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only another process can show: locks work between processes, and the list of live instances within one. */
class LiveOwnerTest {
    @TempDir
    Path parent;

    private Path root;

    @BeforeEach
    void makeDirectory() throws IOException {
        root = Files.createDirectory(parent.resolve("spool"));
    }

    @Test
    void promise13_a_recoverer_in_another_process_leaves_a_live_owner_alone() throws Exception {
        try (Spool live = new SpoolDir(root).open()) {
            SpoolFile file = SpoolDir.leave(live, "whole\n", 6);
            assertThat(child("recover")).isEqualTo("recovered 0 live 1");
            // Nor has the recoverer in this process, which looks at the same owner file, cost it its lock.
            assertThat(SpoolRecovery.in(root).run().live()).isEqualTo(1);
            assertThat(child("recover")).isEqualTo("recovered 0 live 1");
            file.delete();
        }
        assertThat(child("recover")).isEqualTo("recovered 0 live 0");
    }

    @Test
    void promise13_a_live_owner_in_another_process_is_left_alone_until_it_is_killed() throws Exception {
        Process owner = start("own");
        try (var lines = owner.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("owning");
            assertThat(SpoolRecovery.in(root).run()).isEqualTo(new Recovery(List.of(), List.of(), 1));
            owner.destroyForcibly();
            assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(SpoolRecovery.in(root).run().recovered()).hasSize(1);
        } finally {
            owner.destroyForcibly();
        }
        assertThat(new SpoolDir(root).visible()).containsValue("whole\n").hasSize(1);
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    @Test
    void promise13_a_live_owner_whose_directory_was_replaced_is_left_alone_in_both_until_it_is_killed()
            throws Exception {
        Process owner = start("own");
        try (var lines = owner.inputReader(StandardCharsets.US_ASCII);
                var more = owner.outputWriter(StandardCharsets.US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("owning");
            Path away = Files.move(root, parent.resolve("away"));
            Files.createDirectory(root);
            more.write("\n");
            more.flush();
            assertThat(lines.readLine()).isEqualTo("owning");
            for (Path place : List.of(root, away)) {
                assertThat(SpoolRecovery.in(place).run()).isEqualTo(new Recovery(List.of(), List.of(), 1));
            }
            owner.destroyForcibly();
            assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();
            for (Path place : List.of(root, away)) {
                assertThat(SpoolRecovery.in(place).run().recovered()).hasSize(1);
                assertThat(new SpoolDir(place).hidden()).isEmpty();
            }
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void a_lock_held_by_a_class_loader_that_does_not_use_our_list_is_respected_and_not_lost() throws Exception {
        try (Spool live = new SpoolDir(root).open()) {
            LiveInstances.remove(live.instance());
            assertThat(SpoolRecovery.in(root).run().live()).isEqualTo(1);
            assertThat(child("recover")).as("the lock is still there").isEqualTo("recovered 0 live 1");
            long handles = handles();
            for (int run = 0; run < 100; run++) {
                assertThat(SpoolRecovery.in(root).run().live()).isEqualTo(1);
            }
            // Others in this JVM may open some of their own meanwhile.
            assertThat(handles()).as("one handle is kept, not one each time").isLessThan(handles + 50);
        }
    }

    private static long handles() throws IOException {
        try (var handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.count();
        }
    }

    private String child(String what) throws Exception {
        Process process = start(what);
        try (var lines = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return line == null ? "no answer, exit code " + process.exitValue() : line;
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String what) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = String.join(
                File.pathSeparator,
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""),
                Path.of("target", "classes").toString(),
                Path.of("target", "test-classes").toString());
        ProcessBuilder builder =
                new ProcessBuilder(java, "-cp", classPath, OtherProcess.class.getName(), what, root.toString());
        return builder.redirectError(
                        Files.createTempFile(parent, "child", ".err").toFile())
                .start();
    }
}
