package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Published test vectors, which lie beside the project and not in it. */
final class SharedVectors {
    private SharedVectors() {}

    /** The rows of a file without comments and the header; skips the test when the file is missing. */
    static List<String[]> rows(final String file) {
        final Path path = data().resolve("vectors").resolve(file);
        assumeTrue(Files.exists(path), () -> "skipped: no " + path + "; set -Dfirsthop.data or FIRSTHOP_DATA");
        try {
            return Files.readAllLines(path).stream()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path data() {
        final String property = System.getProperty("firsthop.data", System.getenv("FIRSTHOP_DATA"));
        return property != null
                ? Path.of(property)
                : Path.of(System.getProperty("firsthop.root", "."), "..", "shared", "data");
    }
}
