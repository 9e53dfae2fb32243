package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.vm.CompileMode;

/**
 * Runs the races of this package under jcstress. Each class {@code …Race} is an edge of docs/concurrency.md: its actors run at once, some
 * thousand times, and an outcome that is forbidden must never be seen; the class says why it is.
 *
 * <p>jcstress itself starts a JVM for each race and more to learn what the machine can do, which takes minutes. So the quick look calls
 * the code that those JVMs would run, in this one.
 */
class JcstressTest {
    private static final Pattern RESULTS = Pattern.compile(
            "Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");

    /** Short, and with few samples at a time, which costs less than it would win. */
    private static final String[] LOOK = {"-iters", "1", "-time", "300", "-strideSize", "64", "-strideCount", "16"};

    static Stream<String> races() {
        return TestList.tests().stream().sorted();
    }

    @BeforeEach
    void forgetWhoOverslept() {
        BoundedTime.reset();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("races")
    void noOutcomeIsForbidden(String race) throws Exception {
        TestResult result;
        do {
            result = run(TestList.getInfo(race));
            assertThat(result.status()).as("%s", result.getMessages()).isEqualTo(Status.NORMAL);
            assertThat(result.grading().failureMessages).isEmpty();
            // On a busy machine the time may be over before the actors have begun.
        } while (result.getTotalCount() < 1_000);
    }

    private static TestResult run(TestInfo race) throws IOException, ReflectiveOperationException {
        Options options = new Options(LOOK);
        assertThat(options.parse()).as("jcstress knows these options").isTrue();
        SchedulingClass anyProcessor = new SchedulingClass(AffinityMode.NONE, race.threads(), NodeType.PACKAGE);
        TestConfig config = new TestConfig(options, race, 1, List.of(), CompileMode.UNIFIED, anyProcessor);
        Runner<?> runner = Class.forName(race.generatedRunner())
                .asSubclass(Runner.class)
                .getConstructor(ForkedTestConfig.class)
                .newInstance(new ForkedTestConfig(config));
        TestResult result = runner.run();
        result.setConfig(config);
        return result;
    }

    /** As jcstress does it: each actor interpreted and compiled by either compiler, in all combinations. What it saw is in {@code target/jcstress}. */
    @Test
    @Tag("stress")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void noRaceHasAForbiddenOutcomeHoweverItIsCompiled() throws Exception {
        Path directory = Files.createDirectories(Path.of("target", "jcstress").toAbsolutePath());
        Path output = directory.resolve("output.txt");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-t",
                "io\\.forebay\\..*",
                "-r",
                directory.toString(),
                "-m",
                "quick",
                "-jvmArgsPrepend",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
        Process jcstress = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            int exit = jcstress.waitFor();
            String said = Files.readString(output);
            Matcher results = RESULTS.matcher(said);
            String summary = results.results().map(MatchResult::group).reduce("", (before, last) -> last);
            assertThat(exit).as("exit code of jcstress, which said:%n%s", said).isZero();
            assertThat(summary)
                    .as("the last count of results in%n%s", said)
                    .matches("Results: ([1-9]\\d*) planned; \\1 passed, 0 failed, 0 soft errs, 0 hard errs");
            System.out.println("jcstress: " + summary);
        } finally {
            jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
            jcstress.destroyForcibly();
        }
    }
}
