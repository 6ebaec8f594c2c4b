package org.firsthop.forwarding.rib.file;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads routes from text: lists of prefixes, and what {@code ip route} and {@code ip -6 route} print.
 *
 * <p>Both are one grammar, so that a file may mix them:
 *
 * <pre>
 *   [TYPE] PREFIX|default [GATEWAY] [WORD [VALUE]]...
 *   nexthop [WORD [VALUE]]...            one path of the route before it, on its line or after it
 * </pre>
 *
 * <p>{@code default} is of the family of the addresses of its line, and IPv6 where {@code pref} stands, which {@code ip}
 * prints for IPv6 only; else it is IPv4, as {@code ip} itself takes it. Words that do not change where packets go are read
 * and forgotten ({@code scope}, {@code expires}, {@code nhid} and the like). Routes with {@code encap} are refused, because
 * to forward their packets without it would be wrong. Not thread-safe.
 */
final class RouteTextReader {
    private static final Map<String, FileRoute.Type> TYPES =
            Stream.of(FileRoute.Type.values()).collect(Collectors.toMap(FileRoute.Type::word, Function.identity()));

    /** Words with a value that does not change where packets go. The value may be preceded by {@code lock}. */
    private static final Set<String> FORGOTTEN_VALUES = Set.of(
            "scope",
            "expires",
            "nhid",
            "advmss",
            "window",
            "rtt",
            "rttvar",
            "rto_min",
            "ssthresh",
            "cwnd",
            "initcwnd",
            "initrwnd",
            "reordering",
            "hoplimit",
            "quickack",
            "congctl",
            "features",
            "fastopen_no_cookie",
            "ttl-propagate",
            "realm",
            "realms",
            "error",
            "age",
            "users",
            "used");

    /** Words without a value that do not change where packets go. */
    private static final Set<String> FORGOTTEN_FLAGS = Set.of(
            "linkdown",
            "pervasive",
            "offload",
            "trap",
            "notify",
            "rt_offload",
            "rt_trap",
            "rt_offload_failed",
            "offload_failed",
            "ecn",
            "tcp_usec_ts");

    private static final Map<String, String> TABLE_NAMES =
            Map.of("254", FileRoute.MAIN_TABLE, "255", FileRoute.LOCAL_TABLE, "253", "default");

    private static final long MAX_U32 = 0xFFFF_FFFFL;

    private final LineReader in;
    private final FileRoute route = new FileRoute();
    private boolean hasRoute;

    /** Whether the route is {@code default}, and nothing has told yet of which family. */
    private boolean familyIsOpen;

    /** Whether the paths of the route are those of {@code nexthop}. */
    private boolean isMultipath;

    RouteTextReader(final LineReader in) {
        this.in = in;
    }

    /**
     * Reads to the end.
     *
     * @param consumer that takes the routes.
     * @return how many there were.
     * @throws IOException when the file cannot be read, or the consumer fails.
     * @throws RouteFileException when a line is no route.
     */
    long read(final RouteConsumer consumer) throws IOException {
        long count = 0;
        while (in.nextLine()) {
            if (!in.nextWord()) {
                continue;
            }
            if (!in.isAddress() && in.word().equals("nexthop")) {
                if (!hasRoute) {
                    throw in.at("\"nexthop\" without a route before it");
                }
                nexthop();
                continue;
            }
            if (hasRoute) {
                consumer.accept(route);
                count++;
            }
            beginRoute();
        }
        if (hasRoute) {
            consumer.accept(route);
            count++;
        }
        return count;
    }

    private void beginRoute() throws RouteFileException {
        FileRoute.Type type = FileRoute.Type.UNICAST;
        if (!in.isAddress() && !in.word().equals("default")) {
            type = TYPES.get(in.word());
            if (type == null) {
                throw in.expected("a prefix, \"default\" or the type of a route");
            }
            in.nextWord();
        }
        familyIsOpen = !in.isAddress();
        if (!familyIsOpen) {
            final boolean isIpv6 = in.prefix();
            route.reset(isIpv6, in.high(), in.low(), in.prefixLength());
        } else if (in.word().equals("default")) {
            route.reset(false, 0, 0, 0);
        } else {
            throw in.expected("a prefix or \"default\"");
        }
        route.line(in.lineNumber()).type(type);
        hasRoute = true;
        isMultipath = false;
        FileRoute.Path path = null;
        boolean first = true;
        while (in.nextWord()) {
            if (first && in.isAddress()) {
                path = route.addPath();
                gateway(path);
            } else {
                final String word = in.word();
                if (word.equals("nexthop")) {
                    if (path != null) {
                        throw in.at("\"nexthop\" beside a path without it");
                    }
                    nexthop();
                    return;
                }
                path = wordOfRoute(word, path);
            }
            first = false;
        }
    }

    /** Reads the rest of a line, from the word {@code nexthop} on. */
    private void nexthop() throws RouteFileException {
        if (!isMultipath && route.pathCount() > 0) {
            throw in.at("\"nexthop\" after a route that has a path already");
        }
        isMultipath = true;
        FileRoute.Path path = addPath();
        while (in.nextWord()) {
            final String word = in.word();
            if (word.equals("nexthop")) {
                path = addPath();
            } else if (!wordOfPath(word, path)) {
                throw in.expected("a word of a path, such as \"via\", \"dev\" or \"weight\"");
            }
        }
    }

    private FileRoute.Path addPath() throws RouteFileException {
        if (route.pathCount() == FileRoute.MAX_PATHS) {
            throw in.at("paths: value=" + (FileRoute.MAX_PATHS + 1) + ", limit=" + FileRoute.MAX_PATHS);
        }
        return route.addPath();
    }

    private FileRoute.@Nullable Path wordOfRoute(final String word, final FileRoute.@Nullable Path before)
            throws RouteFileException {
        switch (word) {
            case "metric" -> route.metric(number("a metric", MAX_U32));
            case "preference" -> route.metric(number("a preference", MAX_U32));
            case "proto", "protocol" -> route.protocol(value("the name of a protocol"));
            case "table" -> {
                final String name = value("the name or number of a table");
                route.table(TABLE_NAMES.getOrDefault(name, name));
            }
            case "src" -> {
                in.nextWord();
                family(in.address());
                route.source(in.high(), in.low());
            }
            case "from" -> {
                in.nextWord();
                family(in.prefix());
                route.sourceSpecific(in.prefixLength() > 0);
            }
            case "pref" -> {
                value("\"low\", \"medium\" or \"high\"");
                family(true);
            }
            case "mtu" -> route.mtu((int) unlocked("an MTU", 0x7FFF_FFFFL));
            case "tos", "dsfield" -> route.typeOfService(typeOfService());
            case "encap" -> throw in.at("expected a route without encapsulation");
            default -> {
                final boolean isOfPath = word.equals("via")
                        || word.equals("dev")
                        || word.equals("oif")
                        || word.equals("weight")
                        || word.equals("onlink")
                        || word.equals("dead");
                if (isOfPath) {
                    final FileRoute.Path path = before == null ? route.addPath() : before;
                    wordOfPath(word, path);
                    return path;
                }
                if (!isForgotten(word)) {
                    throw in.expected("a word of \"ip route\", such as \"via\", \"dev\" or \"metric\"");
                }
            }
        }
        return before;
    }

    private boolean wordOfPath(final String word, final FileRoute.Path path) throws RouteFileException {
        switch (word) {
            case "via" -> {
                in.nextWord();
                if (!in.isAddress()) {
                    final String family = in.word();
                    if (family.equals("inet") || family.equals("inet6")) {
                        // Said only where the gateway is not of the route's family, so of an IPv4 route (RFC 8950).
                        family(false);
                        in.nextWord();
                    }
                }
                gateway(path);
            }
            case "dev", "oif" -> path.device(value("the name of an interface"));
            case "weight" -> path.weight(Math.max(1, (int) number("a weight", 65_536)));
            case "onlink" -> path.onlink(true);
            case "dead" -> path.dead(true);
            case "encap" -> throw in.at("expected a route without encapsulation");
            default -> {
                return isForgotten(word);
            }
        }
        return true;
    }

    private boolean isForgotten(final String word) throws RouteFileException {
        if (FORGOTTEN_FLAGS.contains(word)) {
            return true;
        }
        if (!FORGOTTEN_VALUES.contains(word)) {
            return false;
        }
        if (value("the value of \"" + word + '"').equals("lock")) {
            value("the value of \"" + word + " lock\"");
        }
        return true;
    }

    private void gateway(final FileRoute.Path path) throws RouteFileException {
        if (!in.isAddress()) {
            throw in.expected("the address of a gateway");
        }
        final boolean isIpv6 = in.address();
        path.gateway(isIpv6, in.high(), in.low());
        family(isIpv6);
        if (route.isIpv6() && !isIpv6) {
            throw in.at("an IPv6 route cannot have an IPv4 gateway");
        }
    }

    /** What a line tells of its family first decides of which one {@code default} is. */
    private void family(final boolean isIpv6) {
        if (familyIsOpen) {
            route.family(isIpv6);
            familyIsOpen = false;
        }
    }

    private String value(final String what) throws RouteFileException {
        if (!in.nextWord()) {
            throw in.expected(what);
        }
        return in.word();
    }

    private long number(final String what, final long max) throws RouteFileException {
        in.nextWord();
        return in.number(what, max);
    }

    private long unlocked(final String what, final long max) throws RouteFileException {
        if (value(what).equals("lock")) {
            in.nextWord();
        }
        return in.number(what, max);
    }

    /** Hexadecimal with 0x, as {@code ip} prints it, or a name of its tables, which stands for other than all packets. */
    private long typeOfService() throws RouteFileException {
        final String text = value("a type of service").toLowerCase(Locale.ROOT);
        if (!text.startsWith("0x")) {
            throw in.expected("a type of service in hexadecimal, such as 0x10 (ip -N prints it so)");
        }
        try {
            final int value = Integer.parseInt(text.substring(2), 16);
            if (value >= 0 && value <= 0xFF) {
                return value;
            }
        } catch (final NumberFormatException e) {
            // Told below, as a value that is out of range.
        }
        throw in.expected("a type of service, 0x00 to 0xff");
    }
}
