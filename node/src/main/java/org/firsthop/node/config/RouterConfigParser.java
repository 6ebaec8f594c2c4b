package org.firsthop.node.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.core.address.MacAddress;
import org.firsthop.forwarding.ip.ReversePath;
import org.firsthop.node.config.RouterConfig.Action;
import org.firsthop.node.config.RouterConfig.Interface;
import org.firsthop.node.config.RouterConfig.InterfaceAddress;
import org.firsthop.node.config.RouterConfig.Neighbor;
import org.firsthop.node.config.RouterConfig.Route;
import org.firsthop.node.config.RouterConfig.RouteFile;

/** Reads a router's configuration file; see the package's description for its words. */
public final class RouterConfigParser {
    private static final int DEFAULT_MTU = 1500;

    private final String file;
    private final Path folder;
    private final List<Interface> interfaces = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<RouteFile> routeFiles = new ArrayList<>();
    private final List<Neighbor> neighbors = new ArrayList<>();
    private final NatLines nat = new NatLines();
    private final FilterLines filters = new FilterLines();
    private final AdvertiseLines advertise = new AdvertiseLines();
    private final SettingLines settings = new SettingLines();
    private final Map<String, Integer> lineOfInterface = new HashMap<>();
    private final Map<String, ConfigException> unknownDevices = new HashMap<>();

    /**
     * A parser that is given lines one by one, among which there may be others.
     *
     * @param file the name that messages give it.
     * @param folder from which relative paths in the text count.
     */
    public RouterConfigParser(final String file, final Path folder) {
        this.file = file;
        this.folder = folder;
    }

    /**
     * Reads a file.
     *
     * @param path of the file, in UTF-8.
     * @return what it says.
     * @throws IOException when it cannot be read.
     * @throws ConfigException when it says something that cannot be.
     */
    public static RouterConfig parse(final Path path) throws IOException {
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            final Path parent = path.toAbsolutePath().getParent();
            return parse(path.toString(), reader, parent == null ? Path.of("") : parent);
        }
    }

    /**
     * Reads a text.
     *
     * @param file the name that messages give it.
     * @param reader of the text.
     * @param folder from which relative paths in the text count.
     * @return what it says.
     * @throws IOException when it cannot be read.
     * @throws ConfigException when it says something that cannot be.
     */
    public static RouterConfig parse(final String file, final Reader reader, final Path folder) throws IOException {
        final RouterConfigParser parser = new RouterConfigParser(file, folder);
        final BufferedReader lines = new BufferedReader(reader);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            parser.line(new ConfigLine(file, ++number, line));
        }
        return parser.finish(number);
    }

    /**
     * Ends the configuration.
     *
     * @param lines of the file.
     * @return what the lines say.
     * @throws ConfigException when there is no interface, or a line names one that is not there.
     */
    public RouterConfig finish(final int lines) throws ConfigException {
        if (interfaces.isEmpty()) {
            throw new ConfigException(
                    file, Math.max(1, lines), 1, "expected at least one line that begins with \"interface\"");
        }
        for (final Map.Entry<String, ConfigException> unknown : unknownDevices.entrySet()) {
            if (!lineOfInterface.containsKey(unknown.getKey())) {
                throw unknown.getValue();
            }
        }
        return new RouterConfig(
                file,
                List.copyOf(interfaces),
                List.copyOf(routes),
                List.copyOf(routeFiles),
                List.copyOf(neighbors),
                nat.finish(interfaces),
                settings.finish(filters.filters(), advertise.all()));
    }

    private void line(final ConfigLine line) throws ConfigException {
        if (!line.hasMore()) {
            return;
        }
        final ConfigLine.Word first = line.word("a keyword");
        if (!take(line, first)) {
            throw line.error(
                    first,
                    "expected \"interface\", \"route\", \"routes\", \"neighbor\", \"nat\", \"filter\", \"advertise\","
                            + " \"redirects\", \"icmp\", \"reassembly\" or \"neighbors\", found \"" + first.text()
                            + '"');
        }
    }

    /**
     * Takes a line, if it is one of a router's configuration.
     *
     * @param line whose first word was taken.
     * @param first its first word.
     * @return whether the line was taken.
     * @throws ConfigException when it says something that cannot be.
     */
    public boolean take(final ConfigLine line, final ConfigLine.Word first) throws ConfigException {
        switch (first.text()) {
            case "interface" -> interfaces.add(interfaceLine(line));
            case "route" -> routes.add(route(line));
            case "routes" -> routeFiles.add(routeFile(line));
            case "neighbor" -> neighbors.add(neighbor(line));
            case "nat" -> nat.take(line, this::interfaceName);
            case "advertise" -> advertise.take(line, this::interfaceName);
            case "filter" -> filters.take(line, this::interfaceName);
            default -> {
                if (!settings.take(line, first)) {
                    return false;
                }
            }
        }
        line.end();
        return true;
    }

    private Interface interfaceLine(final ConfigLine line) throws ConfigException {
        final ConfigLine.Word name = line.word("the interface's name");
        final Integer other = lineOfInterface.putIfAbsent(name.text(), line.number());
        if (other != null) {
            throw line.error(name, "interface \"" + name.text() + "\" is there already, at line " + other);
        }
        Long mac = null;
        int mtu = DEFAULT_MTU;
        ReversePath reversePath = ReversePath.OFF;
        boolean sendsDirectedBroadcasts = false;
        boolean answersForOthers = false;
        boolean advertisesForOthers = false;
        final List<InterfaceAddress> addresses = new ArrayList<>();
        while (line.hasMore()) {
            final ConfigLine.Word word = line.word("a property");
            switch (word.text()) {
                case "mac" -> mac = line.value("a MAC address", RouterConfigParser::stationAddress);
                case "mtu" -> mtu = line.value("an MTU of 68 to 65535 octets", RouterConfigParser::mtu);
                case "rp-filter" ->
                    reversePath = line.value("\"off\", \"loose\" or \"strict\"", RouterConfigParser::reversePath);
                case "directed-broadcast" -> sendsDirectedBroadcasts = true;
                case "proxy-arp" -> answersForOthers = true;
                case "proxy-ndp" -> advertisesForOthers = true;
                case "address" ->
                    addresses.add(line.value(
                            "an address with prefix length, such as 192.0.2.1/24",
                            RouterConfigParser::interfaceAddress));
                default ->
                    throw line.error(
                            word,
                            "expected \"mac\", \"address\", \"mtu\", \"rp-filter\", \"directed-broadcast\","
                                    + " \"proxy-arp\" or \"proxy-ndp\", found \"" + word.text() + '"');
            }
        }
        if (mac == null) {
            throw line.error("interface \"" + name.text() + "\" has no \"mac\"");
        }
        return new Interface(
                line.number(),
                name.text(),
                mac,
                mtu,
                List.copyOf(addresses),
                new RouterConfig.Manners(reversePath, sendsDirectedBroadcasts, answersForOthers, advertisesForOthers));
    }

    private Route route(final ConfigLine line) throws ConfigException {
        Action action = Action.FORWARD;
        if (line.takes("blackhole")) {
            action = Action.BLACKHOLE;
        } else if (line.takes("unreachable")) {
            action = Action.UNREACHABLE;
        } else if (line.takes("prohibit")) {
            action = Action.PROHIBIT;
        }
        final boolean isDefault = line.takes("default");
        final IpPrefix prefix = isDefault ? null : line.value("a prefix or \"default\"", IpPrefix::parse);
        if (action != Action.FORWARD) {
            if (prefix == null) {
                throw line.error("a default route that drops is written 0.0.0.0/0 or ::/0");
            }
            return new Route(line.number(), prefix, action, null, null);
        }
        final IpAddress nextHop = line.takes("via") ? line.value("the next hop's address", IpAddress::parse) : null;
        if (nextHop == null && prefix == null) {
            throw line.error("a default route on a link without \"via\" is written 0.0.0.0/0 or ::/0");
        }
        if (nextHop != null
                && prefix != null
                && nextHop.isIpv6() != prefix.address().isIpv6()) {
            throw line.error("the next hop " + nextHop + " is not of the family of " + prefix);
        }
        return new Route(line.number(), prefix, action, nextHop, device(line));
    }

    private RouteFile routeFile(final ConfigLine line) throws ConfigException {
        line.keyword("from");
        final Path path = line.value("the path of a file", folder::resolve);
        line.keyword("via");
        final IpAddress nextHop = line.value("the next hop's address", IpAddress::parse);
        return new RouteFile(line.number(), path, nextHop, device(line));
    }

    private Neighbor neighbor(final ConfigLine line) throws ConfigException {
        final IpAddress address = line.value("the neighbor's address", IpAddress::parse);
        line.keyword("lladdr");
        final long mac = line.value("a MAC address", RouterConfigParser::stationAddress);
        return new Neighbor(line.number(), address, mac, device(line));
    }

    /** Takes "dev NAME"; the interface may be described further down. */
    private String device(final ConfigLine line) throws ConfigException {
        line.keyword("dev");
        return interfaceName(line);
    }

    /** Takes the name of an interface, which may be described further down. */
    private String interfaceName(final ConfigLine line) throws ConfigException {
        final ConfigLine.Word name = line.word("the name of an interface");
        unknownDevices.putIfAbsent(
                name.text(), line.error(name, "no line describes an interface \"" + name.text() + '"'));
        return name.text();
    }

    private static long stationAddress(final String text) {
        final long mac = MacAddress.parse(text);
        if (!MacAddress.isStation(mac)) {
            throw new IllegalArgumentException(
                    text + " is not a station's address: the lowest bit of its first octet marks a"
                            + " group, which no station may send from");
        }
        return mac;
    }

    private static ReversePath reversePath(final String text) {
        return switch (text) {
            case "off" -> ReversePath.OFF;
            case "loose" -> ReversePath.LOOSE;
            case "strict" -> ReversePath.STRICT;
            default -> throw new NumberFormatException(text);
        };
    }

    private static int mtu(final String text) {
        final int value = Integer.parseInt(text);
        if (value < 68 || value > 65_535) {
            throw new IllegalArgumentException("mtu: value=" + value + ", range=68..65535");
        }
        return value;
    }

    private static InterfaceAddress interfaceAddress(final String text) {
        final int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "expected an address with prefix length, such as " + text + "/24, found \"" + text + '"');
        }
        final IpAddress address = IpAddress.parse(text.substring(0, slash));
        final int limit = address.isIpv6() ? 128 : 32;
        final int length = Integer.parseInt(text.substring(slash + 1));
        if (length < 0 || length > limit) {
            throw new IllegalArgumentException("prefixLength: value=" + length + ", limit=" + limit);
        }
        return new InterfaceAddress(address, length);
    }
}
