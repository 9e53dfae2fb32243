package io.forebay.bench.run;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Empties the directories that runs write into. */
public final class Directories {
    private Directories() {}

    /** Deletes all that is in the directory; what does not exist is empty. */
    public static void empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            MoreFiles.deleteDirectoryContents(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }
}
