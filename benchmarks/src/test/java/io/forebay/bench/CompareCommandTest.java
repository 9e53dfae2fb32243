package io.forebay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CompareCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"--contenders=raw-64k", "--base=raw-64k", "--producers=1", "--record=20"})
    void aSuiteRefusesWhatItWouldNotLookAt(String option) {
        StringBuilder told = new StringBuilder();
        new CommandLine(new CompareCommand())
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    told.append(e.getMessage());
                    return 1;
                })
                .execute("--suite=goals", option);
        assertThat(told).contains("a suite has its own " + option.substring(0, option.indexOf('=')));
    }
}
