package org.firsthop.node.internet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.firsthop.node.config.ConfigException;
import org.firsthop.node.sim.LinkConfig;

/**
 * Nodes and links of a network, before there is one. Immutable.
 *
 * <pre>{@code
 * Topology topology = Topology.builder()
 *         .host("alice", "interface eth0 mac 02:00:00:00:00:01 address 10.0.0.1/24")
 *         .host("bob", "interface eth0 mac 02:00:00:00:00:02 address 10.0.0.2/24", "listen 80")
 *         .bridge("switch")
 *         .link("alice.eth0", "switch", LinkConfig.ethernet())
 *         .link("bob.eth0", "switch", LinkConfig.ethernet())
 *         .build();
 * }</pre>
 *
 * @param nodes in the order of the text.
 * @param links in the order of the text.
 */
public record Topology(List<NodeSpec> nodes, List<LinkSpec> links) {
    private static final String DEFAULT = "default.topology";

    /**
     * Copies the lists.
     *
     * @param nodes in the order of the text.
     * @param links in the order of the text.
     */
    public Topology {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    /** {@return the Internet that the command uses when it is not given another} */
    public static Topology defaultInternet() {
        return ofText(defaultText());
    }

    /**
     * Reads a topology from a text at hand.
     *
     * @param text of it.
     * @return what it says.
     * @throws IllegalArgumentException when it says something that cannot be.
     */
    public static Topology ofText(final String text) {
        try {
            return parse(DEFAULT, new StringReader(text), Path.of(""));
        } catch (final ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the text of {@link #defaultInternet()}} */
    public static String defaultText() {
        try (InputStream in = Objects.requireNonNull(Topology.class.getResourceAsStream(DEFAULT))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a topology.
     *
     * @param path of the file, in UTF-8.
     * @return what it says.
     * @throws IOException when it cannot be read, or says something that cannot be.
     */
    public static Topology parse(final Path path) throws IOException {
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            final Path parent = path.toAbsolutePath().getParent();
            return parse(path.toString(), reader, parent == null ? Path.of("") : parent);
        }
    }

    /**
     * Reads a topology.
     *
     * @param file the name that messages give it.
     * @param reader of the text.
     * @param folder from which relative paths in the text count.
     * @return what it says.
     * @throws IOException when it cannot be read, or says something that cannot be.
     */
    public static Topology parse(final String file, final Reader reader, final Path folder) throws IOException {
        final TopologyParser parser = new TopologyParser(file, folder);
        final BufferedReader lines = new BufferedReader(reader);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            parser.line(line);
        }
        return parser.finish();
    }

    /** {@return a builder of a network without nodes} */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects nodes and links; a node's lines are those of a text. */
    public static final class Builder {
        private final TopologyParser parser = new TopologyParser("topology", Path.of(""));

        private Builder() {}

        /**
         * Adds a host.
         *
         * @param name unique in the topology.
         * @param lines that describe it.
         * @return this.
         * @throws IllegalArgumentException when a line says something that cannot be.
         */
        public Builder host(final String name, final String... lines) {
            return node("host", name, lines);
        }

        /**
         * Adds a router.
         *
         * @param name unique in the topology.
         * @param lines that describe it.
         * @return this.
         * @throws IllegalArgumentException when a line says something that cannot be.
         */
        public Builder router(final String name, final String... lines) {
            return node("router", name, lines);
        }

        /**
         * Adds a switch.
         *
         * @param name unique in the topology.
         * @return this.
         */
        public Builder bridge(final String name) {
            return node("switch", name);
        }

        private Builder node(final String kind, final String name, final String... lines) {
            add(kind + ' ' + name);
            for (final String line : lines) {
                add(line);
            }
            return this;
        }

        private void add(final String line) {
            try {
                parser.line(line);
            } catch (final IOException e) {
                throw new IllegalArgumentException(line + ": " + e.getMessage(), e);
            }
        }

        /**
         * Adds a link.
         *
         * @param left one end: the name of a switch, or of a node and its interface with a dot between.
         * @param right the other end.
         * @param config what it does to frames.
         * @return this.
         * @throws IllegalArgumentException when there is no such node.
         */
        public Builder link(final String left, final String right, final LinkConfig config) {
            try {
                parser.link(left, right, config);
            } catch (final IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            return this;
        }

        /**
         * Ends the topology.
         *
         * @return what was said.
         * @throws IllegalArgumentException when it does not fit together.
         */
        public Topology build() {
            try {
                return parser.finish();
            } catch (final IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    /**
     * The same network with a link changed, or with all.
     *
     * @param name of the link, both nodes with a hyphen between; empty for all.
     * @param change gives the link's new configuration.
     * @return the changed copy.
     * @throws IllegalArgumentException when there is no such link.
     */
    public Topology withLink(final String name, final UnaryOperator<LinkConfig> change) {
        if (!name.isEmpty() && links.stream().noneMatch(l -> l.name().equals(name))) {
            throw new IllegalArgumentException("no link " + name + ", expected one of "
                    + links.stream().map(LinkSpec::name).toList());
        }
        return new Topology(
                nodes,
                links.stream()
                        .map(l -> name.isEmpty() || l.name().equals(name)
                                ? new LinkSpec(
                                        l.line(),
                                        l.leftNode(),
                                        l.leftPort(),
                                        l.rightNode(),
                                        l.rightPort(),
                                        change.apply(l.config()))
                                : l)
                        .toList());
    }
}
