package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a project of its own, with a Maven and a Java that only note how they were called. */
class LauncherTest {
    @TempDir
    private Path temp;

    private Path root;
    private Path script;
    private Path tools;
    private Path builds;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void make_a_project() throws IOException {
        Path source = Path.of("..", "forebay").toAbsolutePath().normalize();
        assertThat(source).exists();
        root = Files.createDirectories(temp.resolve("the project"));
        script = Files.copy(source, root.resolve("forebay"));
        Files.createDirectories(root.resolve("api/src/main/java"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("api/src/main/java/A.java"), "class A {}");
        age(root.resolve("pom.xml"));
        age(root.resolve("api/src/main/java/A.java"));
        tools = Files.createDirectory(temp.resolve("tools"));
        builds = temp.resolve("builds");
        environment.putAll(Map.of("PATH", tools.toString(), "JAVA_HOME", ""));
        tool(
                "java",
                "case \"$*\" in *-XshowSettings*) echo '    java.specification.version = 17' >&2 ;; *) echo \"$@\" ;; esac");
        tool("javac", "");
        tool(
                "mvn",
                "echo build >>'" + builds + "'; mkdir -p '" + root + "/cli/target/lib'; sleep 0.2; " + "touch '" + root
                        + "/cli/target/forebay-cli.jar' '" + root
                        + "/cli/target/forebay-cli-sources.jar'; echo '[ERROR] what is wrong'");
        for (String name : List.of(
                "bash",
                "dirname",
                "readlink",
                "find",
                "sed",
                "touch",
                "cp",
                "mv",
                "mkdir",
                "mktemp",
                "chmod",
                "basename",
                "grep",
                "tail",
                "flock",
                "sleep",
                "env")) {
            passOn(name);
        }
    }

    @Test
    void the_first_use_builds_says_so_in_one_line_and_runs_the_command() throws Exception {
        try (Child child = run(script, "collect", "--dir", "a b")) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(child.err()).hasLineCount(1).startsWith("forebay: building");
            assertThat(child.out()).contains("-Dforebay.terminal=false").endsWith("forebay.jar collect --dir a b\n");
        }
        try (Child child = run(script, "--version")) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).isEmpty();
        }
        assertThat(builds).hasContent("build");
    }

    @Test
    void it_runs_from_anywhere_and_through_symbolic_links() throws Exception {
        Path absolute = Files.createSymbolicLink(temp.resolve("absolute"), script);
        Path links = Files.createDirectory(temp.resolve("links"));
        Path relative = Files.createSymbolicLink(links.resolve("relative"), Path.of("..", "absolute"));
        try (Child child = run(relative, "--version")) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(child.out()).contains(root.toString());
        }
        assertThat(absolute).isSymbolicLink();
    }

    @Test
    void it_builds_again_when_a_source_or_a_pom_is_younger_and_keeps_the_jars_that_may_be_running() throws Exception {
        String first = jarOfARun();
        assertThat(jarOfARun()).isEqualTo(first);
        Files.setLastModifiedTime(
                root.resolve("api/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        String second = jarOfARun();
        assertThat(second).isNotEqualTo(first);
        age(root.resolve("api/src/main/java/A.java"));
        Files.setLastModifiedTime(
                root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(jarOfARun()).isNotEqualTo(second);
        assertThat(Path.of(first)).exists();
        assertThat(builds).hasContent("build\nbuild\nbuild");
    }

    @Test
    void two_first_uses_at_once_build_once() throws Exception {
        try (Child one = run(script, "one");
                Child two = run(script, "two")) {
            assertThat(one.exitCode()).as(one.err()).isZero();
            assertThat(two.exitCode()).as(two.err()).isZero();
            assertThat(one.out()).endsWith("one\n");
            assertThat(two.out()).endsWith("two\n");
        }
        assertThat(builds).hasContent("build");
    }

    @Test
    void a_build_that_fails_is_told_in_one_line_with_the_first_error_and_its_log() throws Exception {
        tool("mvn", "echo '[ERROR] what is wrong'; echo '[ERROR] more'; exit 1");
        refuses("what is wrong", root + "/cli/target/forebay.log");
    }

    @Test
    void missing_tools_are_named_with_what_to_install() throws Exception {
        Files.delete(tools.resolve("mvn"));
        refuses("Maven is missing", "install");
        Files.delete(tools.resolve("javac"));
        refuses("compiler", "JDK 17");
        tool("java", "echo '    java.specification.version = 1.8' >&2");
        refuses("Java 8 is too old", "JDK 17");
        Files.delete(tools.resolve("java"));
        refuses("Java is missing", "JDK 17");
    }

    @Test
    void a_collector_that_is_chosen_for_all_jvms_is_not_contradicted() throws Exception {
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            try (Child child = run(script, "--version")) {
                assertThat(child.exitCode()).isZero();
                assertThat(child.out()).contains("-XX:+UseSerialGC");
            }
            environment.put(variable, "-XX:+UseNUMA -XX:ParallelGCThreads=2");
            try (Child child = run(script, "--version")) {
                assertThat(child.exitCode()).isZero();
                assertThat(child.out()).contains("-XX:+UseSerialGC");
            }
            environment.put(variable, "-Xmx64m -XX:+UseG1GC");
            try (Child child = run(script, "--version")) {
                assertThat(child.exitCode()).isZero();
                assertThat(child.out()).contains("--version").doesNotContain("UseSerialGC");
            }
            environment.put(variable, "");
        }
    }

    @Test
    void a_wrong_java_home_is_told_as_such() throws Exception {
        environment.put("JAVA_HOME", "/nowhere");
        refuses("JAVA_HOME", "/nowhere", "JDK 17");
    }

    @Test
    void a_closed_standard_stream_is_not_given_to_another_file() throws Exception {
        tool(
                "java",
                "case \"$*\" in *-XshowSettings*) echo '    java.specification.version = 17' >&2 ;; "
                        + "*) readlink /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 >'" + temp
                        + "/streams' ;; esac");
        try (Child child = Child.program(environment, "bash", "-c", "exec \"$0\" <&- >&- 2>&-", script)) {
            assertThat(child.exitCode()).isZero();
        }
        assertThat(temp.resolve("streams")).content().startsWith("/dev/null\n").endsWith("/dev/null\n");
    }

    private void refuses(String... mentioned) throws IOException, InterruptedException {
        try (Child child = run(script, "--version")) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.out()).isEmpty();
            assertThat(child.err().lines().filter(line -> !line.startsWith("forebay: building")))
                    .singleElement()
                    .satisfies(line -> assertThat(line).startsWith("forebay: ").contains(mentioned));
        }
    }

    private String jarOfARun() throws IOException, InterruptedException {
        try (Child child = run(script)) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            String out = child.out().strip();
            return out.substring(out.indexOf("-jar ") + "-jar ".length());
        }
    }

    private Child run(Path command, Object... args) throws IOException {
        Object[] words = new Object[args.length + 1];
        words[0] = command;
        System.arraycopy(args, 0, words, 1, args.length);
        return Child.program(environment, words);
    }

    private void tool(String name, String body) throws IOException {
        Path tool = tools.resolve(name);
        Files.deleteIfExists(tool);
        Files.writeString(tool, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Lets the script find a tool of the machine; what is not passed on here can not be found. */
    private void passOn(String name) throws IOException {
        for (String folder : List.of("/usr/bin", "/bin")) {
            Path tool = Path.of(folder, name);
            if (Files.exists(tool)) {
                tool(name, "exec " + tool + " \"$@\"");
            }
        }
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
    }
}
