package org.firsthop.node.internet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.node.config.ConfigException;
import org.firsthop.node.config.ConfigLine;
import org.firsthop.node.config.ConfigLine.Word;
import org.firsthop.node.config.IpAddress;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.internet.NodeSpec.Kind;
import org.firsthop.node.sim.LinkConfig;
import org.jspecify.annotations.Nullable;

/** Reads a topology line by line; see the package's description for its words. */
final class TopologyParser {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_TTL = 255;
    private static final int MAX_CONNECTIONS = 1 << 20;
    private static final String NODE_WORDS =
            "\"interface\", \"route\", \"routes\", \"neighbor\", \"nat\", \"nameserver\", \"hosts\", \"listen\","
                    + " \"zone\", \"record\", \"resolver\", \"connections\", \"ttl\", \"host\", \"router\", \"switch\" or"
                    + " \"link\"";

    private final String file;
    private final Path folder;
    private final Map<String, NodeSpec> nodes = new LinkedHashMap<>();
    private final List<LinkSpec> links = new ArrayList<>();
    private final List<Unchecked> unchecked = new ArrayList<>();
    private @Nullable Node current;
    private int number;

    /** An end of a link that must be there in the end, and what to say if it is not. */
    private record Unchecked(String node, String port, ConfigException problem) {}

    /** The node whose lines are being read. */
    private final class Node {
        final int line = number;
        final String name;
        final Kind kind;
        final RouterConfigParser config = new RouterConfigParser(file, folder);
        final List<Ipv6Address> nameservers = new ArrayList<>();
        final StringBuilder hosts = new StringBuilder();
        final List<Integer> ports = new ArrayList<>();
        final Map<String, StringBuilder> zones = new LinkedHashMap<>();
        final List<RootHints.Server> roots = new ArrayList<>();

        @Nullable
        StringBuilder zone;

        int connections;
        int timeToLive;

        Node(final String name, final Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        NodeSpec finish() throws ConfigException {
            final RouterConfig finished = kind == Kind.SWITCH ? null : config.finish(number);
            final Map<String, String> texts = new LinkedHashMap<>();
            zones.forEach((origin, text) -> texts.put(origin, text.toString()));
            return new NodeSpec(
                    line,
                    name,
                    kind,
                    finished,
                    List.copyOf(nameservers),
                    hosts.toString(),
                    List.copyOf(ports),
                    texts,
                    List.copyOf(roots),
                    connections,
                    timeToLive);
        }
    }

    TopologyParser(final String file, final Path folder) {
        this.file = file;
        this.folder = folder;
    }

    void line(final String text) throws IOException {
        final ConfigLine line = new ConfigLine(file, ++number, text);
        if (!line.hasMore()) {
            return;
        }
        final Word first = line.word("a keyword");
        switch (first.text()) {
            case "host" -> begin(line, Kind.HOST);
            case "router" -> begin(line, Kind.ROUTER);
            case "switch" -> begin(line, Kind.SWITCH);
            case "link" -> link(line);
            default -> {
                final Node node = current;
                if (node == null || node.kind == Kind.SWITCH) {
                    throw line.error(
                            first,
                            "expected \"host\", \"router\", \"switch\" or \"link\", found \"" + first.text() + '"');
                }
                nodeLine(node, line, first);
            }
        }
        line.end();
    }

    private void begin(final ConfigLine line, final Kind kind) throws ConfigException {
        finishNode();
        final Word name = line.word("the node's name");
        if (nodes.containsKey(name.text())) {
            throw line.error(
                    name,
                    "node \"" + name.text() + "\" is there already, at line "
                            + nodes.get(name.text()).line());
        }
        if (name.text().indexOf('.') >= 0) {
            throw line.error(name, "a node's name has no dot, found \"" + name.text() + '"');
        }
        current = new Node(name.text(), kind);
    }

    private void finishNode() throws ConfigException {
        if (current != null) {
            nodes.put(current.name, current.finish());
            current = null;
        }
    }

    private void nodeLine(final Node node, final ConfigLine line, final Word first) throws ConfigException {
        if (node.config.take(line, first)) {
            return;
        }
        if (node.kind != Kind.HOST) {
            throw line.error(first, "expected " + NODE_WORDS + ", found \"" + first.text() + '"');
        }
        switch (first.text()) {
            case "nameserver" -> node.nameservers.add(line.value("an address", TopologyParser::mapped));
            case "hosts" -> node.hosts.append(line.rest()).append('\n');
            case "listen" -> node.ports.add(line.value("a port", text -> number(text, 1, MAX_PORT)));
            case "connections" ->
                node.connections = line.value("a number of connections", text -> number(text, 1, MAX_CONNECTIONS));
            case "ttl" -> node.timeToLive = line.value("a TTL", text -> number(text, 1, MAX_TTL));
            case "resolver" -> {
                final DomainName name = line.value("the name of a root server", DomainName::of);
                final Ipv6Address address = line.value("its address", TopologyParser::mapped);
                node.roots.add(new RootHints.Server(name, address.high(), address.low()));
            }
            case "zone" -> {
                final String origin = line.value(
                        "the zone's name", text -> DomainName.of(text).toString());
                node.zone = node.zones.computeIfAbsent(origin, ignored -> new StringBuilder());
            }
            case "record" -> {
                if (node.zone == null) {
                    throw line.error(first, "a \"zone\" comes before its records");
                }
                node.zone.append(line.rest()).append('\n');
            }
            default -> throw line.error(first, "expected " + NODE_WORDS + ", found \"" + first.text() + '"');
        }
    }

    private static Ipv6Address mapped(final String text) {
        final IpAddress address = IpAddress.parse(text);
        return address.isIpv6()
                ? new Ipv6Address(address.high(), address.low())
                : Ipv6Address.ofIpv4Mapped(address.ipv4());
    }

    private static int number(final String text, final int least, final int most) {
        final int value = Integer.parseInt(text);
        if (value < least || value > most) {
            throw new IllegalArgumentException(value + " is outside " + least + " to " + most);
        }
        return value;
    }

    private void link(final ConfigLine line) throws ConfigException {
        finishNode();
        final Word left = line.word("a node and its interface, such as laptop.eth0");
        final Word right = line.word("a node and its interface, such as laptop.eth0");
        LinkConfig config = LinkConfig.ethernet();
        while (line.hasMore()) {
            final Word word = line.word("a property");
            final LinkConfig before = config;
            config = switch (word.text()) {
                case "delay" -> line.value("a time such as 5ms", text -> before.delay(nanos(text)));
                case "rate" -> line.value("a rate such as 1Gbit", text -> before.rate(bits(text)));
                case "mtu" -> line.value("octets", text -> before.mtu(Integer.parseInt(text)));
                case "queue" -> line.value("octets such as 256k", text -> before.queue(octets(text)));
                case "loss" -> line.value("a probability", text -> before.loss(Double.parseDouble(text)));
                case "duplicate" -> line.value("a probability", text -> before.duplication(Double.parseDouble(text)));
                case "corrupt" -> line.value("a probability", text -> before.corruption(Double.parseDouble(text)));
                case "reorder" -> {
                    final double probability = line.value("a probability", Double::parseDouble);
                    yield line.value("a time such as 5ms", text -> before.reordering(probability, nanos(text)));
                }
                default ->
                    throw line.error(
                            word,
                            "expected \"delay\", \"rate\", \"mtu\", \"queue\", \"loss\","
                                    + " \"duplicate\", \"corrupt\" or \"reorder\", found \"" + word.text() + '"');
            };
        }
        add(line.error(left, ""), line.error(right, ""), left.text(), right.text(), config);
    }

    void link(final String left, final String right, final LinkConfig config) throws ConfigException {
        finishNode();
        final ConfigException place = new ConfigException(file, ++number, 1, "");
        add(place, place, left, right, config);
    }

    private void add(
            final ConfigException leftPlace,
            final ConfigException rightPlace,
            final String left,
            final String right,
            final LinkConfig config) {
        final LinkSpec link = new LinkSpec(number, node(left), port(left), node(right), port(right), config);
        links.add(link);
        unchecked.add(new Unchecked(link.leftNode(), link.leftPort(), leftPlace));
        unchecked.add(new Unchecked(link.rightNode(), link.rightPort(), rightPlace));
    }

    private static String node(final String end) {
        final int dot = end.indexOf('.');
        return dot < 0 ? end : end.substring(0, dot);
    }

    private static String port(final String end) {
        final int dot = end.indexOf('.');
        return dot < 0 ? "" : end.substring(dot + 1);
    }

    private static long nanos(final String text) {
        return scaled(
                text, Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L), "a time such as 5ms");
    }

    private static long bits(final String text) {
        return scaled(
                text.toLowerCase(Locale.ROOT),
                Map.of("bit", 1L, "kbit", 1_000L, "mbit", 1_000_000L, "gbit", 1_000_000_000L),
                "a rate such as 1Gbit");
    }

    private static int octets(final String text) {
        return (int) scaled(text, Map.of("", 1L, "k", 1_024L, "M", 1L << 20), "octets such as 256k");
    }

    private static long scaled(final String text, final Map<String, Long> units, final String expected) {
        int end = 0;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        final Long unit = units.get(text.substring(end));
        if (unit == null || end == 0) {
            throw new IllegalArgumentException("expected " + expected + ", found \"" + text + '"');
        }
        return Math.round(Double.parseDouble(text.substring(0, end)) * unit);
    }

    Topology finish() throws ConfigException {
        finishNode();
        final Set<String> used = new HashSet<>();
        for (final Unchecked end : unchecked) {
            final NodeSpec node = nodes.get(end.node);
            if (node == null) {
                throw at(end, "no line describes a node \"" + end.node + '"');
            }
            final RouterConfig config = node.config();
            if (config == null) {
                continue;
            }
            if (config.interfaces().stream().noneMatch(i -> i.name().equals(end.port))) {
                throw at(
                        end,
                        end.port.isEmpty()
                                ? "expected a node and its interface, such as " + end.node + ".eth0"
                                : "node \"" + end.node + "\" has no interface \"" + end.port + '"');
            }
            if (!used.add(end.node + '.' + end.port)) {
                throw at(end, "interface \"" + end.node + '.' + end.port + "\" is on another link already");
            }
        }
        return new Topology(List.copyOf(nodes.values()), links);
    }

    private ConfigException at(final Unchecked end, final String problem) {
        return new ConfigException(file, end.problem.line(), end.problem.column(), problem);
    }
}
