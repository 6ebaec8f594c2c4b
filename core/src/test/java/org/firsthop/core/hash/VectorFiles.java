package org.firsthop.core.hash;

import java.nio.file.Path;

/** Where published test vectors lie, when they are there: beside the project's folder. */
final class VectorFiles {
    private VectorFiles() {}

    static Path path(final String name) {
        final String beside = System.getProperty("firsthop.root", ".") + "/../shared/data";
        final String environment = System.getenv().getOrDefault("FIRSTHOP_DATA", beside);
        return Path.of(System.getProperty("firsthop.data", environment), "vectors", name);
    }
}
