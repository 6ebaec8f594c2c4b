package org.firsthop.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.node.config.RouterConfig.Endpoint;
import org.firsthop.node.config.RouterConfig.Forward;
import org.firsthop.node.config.RouterConfig.Interface;
import org.firsthop.node.config.RouterConfig.Translation;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a configuration that begin with "nat", and holds them against its interfaces. */
final class NatLines {
    private static final int MAX_PORT = 65_535;

    private final List<String> inside = new ArrayList<>();
    private final List<Forward> forwards = new ArrayList<>();
    private final List<ConfigLine> forwardLines = new ArrayList<>();
    private @Nullable String outside;
    private @Nullable ConfigLine first;

    /** Takes the name of an interface. */
    interface NameReading {
        String read(ConfigLine line) throws ConfigException;
    }

    /** Takes a line behind its first word. */
    void take(final ConfigLine line, final NameReading names) throws ConfigException {
        if (line.takes("forward")) {
            forwards.add(forward(line));
            forwardLines.add(line);
            return;
        }
        if (first != null) {
            throw line.error("\"nat outside\" is there already, at line " + first.number());
        }
        first = line;
        line.keyword("outside");
        outside = names.read(line);
        do {
            line.keyword("inside");
            final String name = names.read(line);
            if (name.equals(outside) || inside.contains(name)) {
                throw line.error("interface \"" + name + "\" is named twice");
            }
            inside.add(name);
        } while (line.hasMore());
    }

    private static Forward forward(final ConfigLine line) throws ConfigException {
        final int protocol = line.value("\"tcp\" or \"udp\"", NatLines::protocol);
        final Endpoint from = line.value("the outside address and port", NatLines::endpoint);
        line.keyword("to");
        return new Forward(
                line.number(), protocol, from, line.value("the inside address and port", NatLines::endpoint));
    }

    /** What the lines say, or {@code null} when there is none. */
    @Nullable
    Translation finish(final List<Interface> interfaces) throws ConfigException {
        final ConfigLine line = first;
        final String name = outside;
        if (line == null || name == null) {
            if (!forwards.isEmpty()) {
                throw forwardLines.get(0).error("\"nat forward\" needs a line \"nat outside IF inside IF\"");
            }
            return null;
        }
        final Optional<Integer> address = interfaces.stream()
                .filter(i -> i.name().equals(name))
                .flatMap(i -> i.addresses().stream())
                .filter(a -> !a.address().isIpv6())
                .map(a -> a.address().ipv4())
                .findFirst();
        if (address.isEmpty()) {
            throw line.error("interface \"" + name + "\" has no IPv4 address to be outside with");
        }
        for (int i = 0; i < forwards.size(); i++) {
            if (forwards.get(i).outside().address() != address.get()) {
                throw forwardLines
                        .get(i)
                        .error("the outside address of \"" + name + "\" is " + Ipv4Address.toString(address.get()));
            }
        }
        return new Translation(line.number(), name, List.copyOf(inside), List.copyOf(forwards));
    }

    private static int protocol(final String text) {
        return switch (text) {
            case "tcp" -> IpProtocol.TCP;
            case "udp" -> IpProtocol.UDP;
            default -> throw new IllegalArgumentException("expected \"tcp\" or \"udp\", found \"" + text + '"');
        };
    }

    private static Endpoint endpoint(final String text) {
        final int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("expected an IPv4 address and a port, such as " + text + ":80");
        }
        final int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: value=" + port + ", range=1.." + MAX_PORT);
        }
        return new Endpoint(Ipv4Address.parse(text.substring(0, colon)), port);
    }
}
