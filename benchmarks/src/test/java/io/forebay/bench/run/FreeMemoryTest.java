package io.forebay.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
    @TempDir
    private Path directory;

    @Test
    void itKeepsAPageInEachMiBAndNobodySeesAFileOfIt() throws IOException {
        try (FreeMemory memory = FreeMemory.in(directory, 5L << 20)) {
            assertThat(memory.keptBytes()).isEqualTo(5 * 4096);
            assertThat(directory).isEmptyDirectory();
        }
        assertThat(directory).isEmptyDirectory();
    }
}
