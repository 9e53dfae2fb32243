package io.forebay.nio;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Capability;
import io.forebay.testkit.TargetHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A directory of its own for each test, read back as a shipper would: names that begin with a dot are not seen. */
final class DirectoryHarness implements TargetHarness {
    private final Path directory;

    DirectoryHarness(Path directory) {
        this.directory = directory;
    }

    @Override
    public FlushTarget open(TargetSpec spec) throws IOException {
        return NioTarget.in(directory).prefix("contract_").open(spec);
    }

    @Override
    public Map<String, byte[]> visible() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var paths = Files.newDirectoryStream(directory, "[!.]*.log")) {
            for (Path path : paths) {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.NAMES_FILES, Capability.RECOVERS, Capability.SHARES_PLACE);
    }

    @Override
    public void close() throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
