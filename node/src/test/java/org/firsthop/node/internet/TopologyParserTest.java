package org.firsthop.node.internet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.firsthop.node.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of topologies, and what is said of wrong ones: file, line, column, and what was expected. */
class TopologyParserTest {
    private static final String TWO_HOSTS = """
        host a
          interface eth0 mac 02:00:00:00:00:0a address 10.0.0.1/24
        host b
          interface eth0 mac 02:00:00:00:00:0b address 10.0.0.2/24
        """;

    private static Topology parse(final String text) throws IOException {
        final TopologyParser parser = new TopologyParser("lan.topology", Path.of("."));
        for (final String line : text.lines().toList()) {
            parser.line(line);
        }
        return parser.finish();
    }

    private static String problem(final String text) {
        return assertThrows(ConfigException.class, () -> parse(text)).getMessage();
    }

    @Test
    void shouldReadNodesAndLinks() throws IOException {
        final Topology topology =
                parse(TWO_HOSTS + "link a.eth0 b.eth0 delay 5ms rate 100Mbit mtu 1400 queue 64k loss 0.25");
        assertEquals(
                List.of("a", "b"), topology.nodes().stream().map(NodeSpec::name).toList());
        final LinkSpec link = topology.links().get(0);
        assertEquals(
                "a eth0 b eth0",
                link.leftNode() + ' ' + link.leftPort() + ' ' + link.rightNode() + ' ' + link.rightPort());
        assertEquals(5_000_000, link.config().delayNs());
        assertEquals(100_000_000, link.config().bitsPerSecond());
        assertEquals(1_400, link.config().mtu());
        assertEquals(64 * 1_024, link.config().queueOctets());
        assertEquals(0.25, link.config().loss());
    }

    @Test
    void shouldReadOverCommentsAndEmptyLines() throws IOException {
        assertEquals(
                2,
                parse("# two hosts\n\n" + TWO_HOSTS + "   # no link\n").nodes().size());
    }

    @Test
    void shouldExpectANodeFirst() {
        assertEquals(
                "lan.topology:1:1: expected \"host\", \"router\", \"switch\" or \"link\", found \"interface\"",
                problem("interface eth0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "link a.eth0 c.eth0|5:13|no line describes a node \"c\"",
                "link a.eth0 b|5:13|expected a node and its interface, such as b.eth0",
                "link a.eth0 b.eth1|5:13|node \"b\" has no interface \"eth1\"",
                "link a.eth0 a.eth0|5:13|interface \"a.eth0\" is on another link already",
                "host a|5:6|node \"a\" is there already, at line 1",
                "host a.b|5:6|a node's name has no dot, found \"a.b\"",
                "record www A 10.0.0.1|5:1|a \"zone\" comes before its records",
            })
    void shouldSayWhatIsWrongAndWhere(final String line, final String place, final String what) {
        assertEquals("lan.topology:" + place + ": " + what, problem(TWO_HOSTS + line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "link a.eth0 b.eth0 delay 5|lan.topology:5:26: ",
                "link a.eth0 b.eth0 rate fast|lan.topology:5:25: ",
                "link a.eth0 b.eth0 loss 2|lan.topology:5:25: ",
                "link a.eth0 b.eth0 speed 5|lan.topology:5:20: ",
                "listen 70000|lan.topology:5:8: ",
                "ttl 0|lan.topology:5:5: ",
                "nameserver 1.2.3|lan.topology:5:17: ",
            })
    void shouldPointAtTheValueThatCannotBe(final String line, final String start) {
        final String problem = problem(TWO_HOSTS + line);
        assertEquals(start, problem.substring(0, Math.min(start.length(), problem.length())), problem);
    }
}
