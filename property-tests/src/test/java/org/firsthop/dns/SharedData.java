package org.firsthop.dns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where the test data lies that nobody on this project wrote; tests that want it are skipped where it is missing. */
public final class SharedData {
    private SharedData() {}

    /** {@return a folder or file of the shared data} */
    public static Path directory(final String name) {
        final String environment = System.getenv("FIRSTHOP_DATA");
        final Path root = Path.of(System.getProperty(
                "firsthop.data",
                Objects.requireNonNullElse(environment, System.getProperty("firsthop.root", ".") + "/../shared/data")));
        final Path path = root.resolve(name);
        assumeTrue(Files.exists(path), () -> "skipped: " + path + " is missing; set -Dfirsthop.data");
        return path;
    }
}
