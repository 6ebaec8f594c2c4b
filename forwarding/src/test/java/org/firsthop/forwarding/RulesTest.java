package org.firsthop.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of rules in this module's overview: every test that it names is there, in whichever module it stands. */
class RulesTest {
    private static final Path ROOT = Path.of(System.getProperty("firsthop.root", ".."));
    private static final Path TABLE = ROOT.resolve("forwarding/src/main/javadoc/overview.html");
    private static final Path PACKAGES = ROOT.resolve("forwarding/src/main/java/org/firsthop/forwarding");
    private static final List<String> MODULES = List.of("forwarding", "property-tests", "node");
    private static final Pattern SOURCE = Pattern.compile(
            "(((RFC \\d+|IEEE 802\\.1Q)( (REQ-\\d+|[\\d.]+( \\([a-z]\\))?))?(, (?=RFC|IEEE))?(, [\\d.]+)*)+)?");

    /** A line of the table. */
    record Rule(String rule, String source, String test) {}

    static List<Rule> rules() throws IOException {
        final List<Rule> rules = new ArrayList<>();
        for (final String line : Files.readAllLines(TABLE)) {
            final String[] columns = line.split("\\|", -1);
            if (columns.length == 3) {
                rules.add(new Rule(columns[0].strip(), columns[1].strip(), columns[2].strip()));
            }
        }
        return rules;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void shouldHaveItsTest(final Rule rule) throws IOException {
        assertTrue(SOURCE.matcher(rule.source).matches(), "where it is written: " + rule);
        final String[] named = rule.test.split("#", -1);
        assertEquals(2, named.length, rule.test);
        final String prefix = named[0].startsWith("node.") ? "org.firsthop." : "org.firsthop.forwarding.";
        final String file = (prefix + named[0]).replace('.', '/') + ".java";
        final List<String> sources = new ArrayList<>();
        for (final String module : MODULES) {
            final Path path = ROOT.resolve(module).resolve("src/test/java").resolve(file);
            if (Files.exists(path)) {
                sources.add(Files.readString(path));
            }
        }
        assertEquals(1, sources.size(), "files of " + rule.test);
        final Pattern test = Pattern.compile(
                "@(Test|ParameterizedTest|Property)\\b[^;{}]*(\\{[^{}]*}[^;{}]*)?\\bvoid " + named[1] + "\\(");
        assertTrue(test.matcher(sources.get(0)).find(), rule.test);
    }

    @Test
    void shouldNameManyRulesAndEachOnce() throws IOException {
        final List<Rule> rules = rules();
        assertTrue(rules.size() > 120, rules.size() + " rules");
        final Set<String> tests = new HashSet<>();
        for (final Rule rule : rules) {
            assertTrue(tests.add(rule.test), "twice: " + rule.test);
        }
    }

    // A package whose rules nobody has tested would not be in the table.
    @Test
    void shouldNameARuleOfEachPackage() throws IOException {
        final List<String> named = rules().stream().map(Rule::test).toList();
        try (Stream<Path> folders = Files.list(PACKAGES)) {
            for (final Path folder : folders.filter(Files::isDirectory).toList()) {
                final String name = folder.getFileName().toString();
                // What is shared, and the tables of routes, whose laws are those of longest matches.
                if (!Set.of("fib", "rib", "local", "table").contains(name)) {
                    assertTrue(named.stream().anyMatch(test -> test.startsWith(name + '.')), name);
                }
            }
        }
    }
}
