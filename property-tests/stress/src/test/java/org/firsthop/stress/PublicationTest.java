package org.firsthop.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests of this package under jcstress, in processes of their own: none may see what is forbidden. For some seconds, or
 * in the mode of jcstress that {@code -Dfirsthop.stress} names.
 */
class PublicationTest {
    private static final String EXPORTS = "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED";
    private static final String MODE = System.getProperty("firsthop.stress", "");

    /** Each test once, compiled as it gets hot, for as long as it says here. */
    private static final String SHORT = "-m quick -sc false -f 1 -iters 1 -time 40 -strideCount 8 -pth false";

    private static final Pattern RESULTS = Pattern.compile(
            "\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs\\)");

    private static final long SHORT_MINUTES = 3;

    @Test
    void noThreadSeesWhatIsForbidden() throws IOException, InterruptedException {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "two threads at once need two processors");
        final Path work = Files.createDirectories(Path.of("target", "jcstress"));
        final Path output = work.resolve("output.txt");
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + work.toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-r",
                "report",
                "-v"));
        command.addAll(List.of((MODE.isEmpty() ? SHORT + " -jvmArgs" : "-m " + MODE + " -jvmArgsPrepend").split(" ")));
        command.add(EXPORTS);
        final Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (MODE.isEmpty()) {
                assertTrue(process.waitFor(SHORT_MINUTES, TimeUnit.MINUTES), "jcstress does not end; see " + output);
            } else {
                process.waitFor();
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        final String text = Files.readString(output);
        final Matcher results = RESULTS.matcher(text);
        int planned = 0;
        int passed = 0;
        while (results.find()) {
            planned = Integer.parseInt(results.group(1));
            passed = Integer.parseInt(results.group(2));
        }
        assertEquals(0, process.exitValue(), () -> "jcstress failed; see " + output + '\n' + failures(text));
        assertTrue(planned > 0, "jcstress ran nothing; see " + output);
        assertEquals(planned, passed, () -> "see " + output + '\n' + failures(text));
    }

    private static String failures(final String text) {
        return text.lines()
                .filter(line -> line.contains("[FAILED]") || line.contains("Forbidden") || line.contains("ERROR"))
                .limit(50)
                .reduce("", (all, line) -> all + line + '\n');
    }
}
