package io.forebay.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The directories of a spool, which exist.
 *
 * @param directory where files are published, absolute
 * @param temp where they are written until then, absolute; equal to the other if it is the same
 */
record SpoolPlaces(Path directory, Path temp) {

    static SpoolPlaces existing(Path directory, @Nullable Path temp) throws IOException {
        Path published = directory.toAbsolutePath();
        checkDirectory("directory", published);
        Path written = temp == null ? published : temp.toAbsolutePath();
        checkDirectory("temp", written);
        return new SpoolPlaces(published, Files.isSameFile(published, written) ? published : written);
    }

    boolean shared() {
        return directory.equals(temp);
    }

    Path owner(String prefix, String instance) {
        return directory.resolve(SpoolNames.owner(prefix, instance));
    }

    Path probe(String prefix, String instance) {
        return directory.resolve(SpoolNames.probe(prefix, instance));
    }

    Path guest(String prefix, String instance) {
        return temp.resolve(SpoolNames.guest(prefix, instance));
    }

    /** Lists the names in a directory that fit, without looking at the files themselves. */
    static List<String> names(Path directory, Predicate<String> fits) throws IOException {
        List<String> names = new ArrayList<>();
        try (var stream = Files.newDirectoryStream(directory, path -> fits.test(SpoolNames.of(path)))) {
            stream.forEach(path -> names.add(SpoolNames.of(path)));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private static void checkDirectory(String option, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(path.toString(), null, option + " does not exist: create it first");
        }
        if (Files.exists(path)) {
            throw new FileSystemException(
                    path.toString(), null, "given as " + option + ", and is not a directory: name one that is");
        }
        throw new AccessDeniedException(
                path.toString(), null, option + " can not be looked at: check permissions on its path");
    }
}
