package org.firsthop.node.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of the walk in the package's description against the tests that it names. */
class WalkTableTest {
    private static final Path DESCRIPTION = Path.of("node/src/main/java/org/firsthop/node/walk/package-info.java");

    @Test
    void everyRowShouldNameATestAndEveryTestAppearInARow() throws IOException {
        final String text =
                Files.readString(Path.of(System.getProperty("firsthop.root")).resolve(DESCRIPTION));
        final Set<String> named = new TreeSet<>();
        final Matcher names = Pattern.compile("\\b\\w*[sS]hould[A-Z]\\w*").matcher(text);
        while (names.find()) {
            named.add(names.group());
        }
        final Set<String> tests = new TreeSet<>();
        Stream.of(WalkTest.class, CapturedWalkTest.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .forEach(method -> tests.add(method.getName()));
        assertEquals(tests, named);
        assertEquals(
                0,
                Pattern.compile("<tr><td>(?:(?!</tr>).)*</tr>", Pattern.DOTALL)
                        .matcher(text)
                        .results()
                        .filter(row -> !row.group().contains("hould"))
                        .count(),
                "rows without a test");
    }
}
