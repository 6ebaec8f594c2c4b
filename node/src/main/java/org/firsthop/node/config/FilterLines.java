package org.firsthop.node.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.forwarding.filter.FilterAction;
import org.firsthop.forwarding.filter.FilterRule;
import org.firsthop.node.config.RouterSettings.Filter;

/**
 * Reads the lines of a configuration that begin with "filter": rules of access lists.
 *
 * <pre>
 * filter in|out IF permit|deny|reject [PROTOCOL] [from PREFIX|any] [to PREFIX|any] [sport PORTS] [dport PORTS]
 *     [type TYPE] [code CODE] [established] [syn] [flags MASK/SET]
 * </pre>
 */
final class FilterLines {
    private static final Map<String, Integer> PROTOCOLS = Map.ofEntries(
            Map.entry("tcp", IpProtocol.TCP),
            Map.entry("udp", IpProtocol.UDP),
            Map.entry("icmp", IpProtocol.ICMP),
            Map.entry("icmpv6", IpProtocol.ICMPV6),
            Map.entry("igmp", IpProtocol.IGMP),
            Map.entry("sctp", IpProtocol.SCTP),
            Map.entry("dccp", IpProtocol.DCCP),
            Map.entry("udplite", IpProtocol.UDP_LITE),
            Map.entry("gre", IpProtocol.GRE),
            Map.entry("esp", IpProtocol.ESP),
            Map.entry("ah", IpProtocol.AH),
            Map.entry("ospf", IpProtocol.OSPF),
            Map.entry("vrrp", IpProtocol.VRRP),
            Map.entry("l2tp", IpProtocol.L2TP));

    private static final Map<String, Integer> FLAGS = Map.of(
            "fin", TcpFlyweight.FIN,
            "syn", TcpFlyweight.SYN,
            "rst", TcpFlyweight.RST,
            "psh", TcpFlyweight.PSH,
            "ack", TcpFlyweight.ACK,
            "urg", TcpFlyweight.URG,
            "ece", TcpFlyweight.ECE,
            "cwr", TcpFlyweight.CWR);

    private final List<Filter> filters = new ArrayList<>();

    FilterLines() {}

    List<Filter> filters() {
        return filters;
    }

    /** Takes a line behind its first word. */
    void take(final ConfigLine line, final NatLines.NameReading names) throws ConfigException {
        final boolean isIn = line.value("\"in\" or \"out\"", text -> switch (text) {
            case "in" -> true;
            case "out" -> false;
            default -> throw new NumberFormatException(text);
        });
        final String device = names.read(line);
        final String text = line.peekRest();
        final FilterRule.Builder rule = FilterRule.of(
                        line.value("\"permit\", \"deny\" or \"reject\"", FilterLines::action))
                .text(text);
        while (line.hasMore()) {
            final ConfigLine.Word word = line.word("what the rule asks");
            try {
                ask(rule, word, line);
            } catch (final IllegalArgumentException e) {
                throw line.error(word, String.valueOf(e.getMessage()));
            }
        }
        filters.add(new Filter(line.number(), isIn, device, rule.build()));
    }

    private static FilterAction action(final String text) {
        return switch (text) {
            case "permit" -> FilterAction.PERMIT;
            case "deny" -> FilterAction.DENY;
            case "reject" -> FilterAction.REJECT;
            default -> throw new NumberFormatException(text);
        };
    }

    private static void ask(final FilterRule.Builder rule, final ConfigLine.Word word, final ConfigLine line)
            throws ConfigException {
        switch (word.text()) {
            case "any", "ip" -> {}
            case "from" -> prefix(rule, line, true);
            case "to" -> prefix(rule, line, false);
            case "sport" -> {
                final int[] ports = ports(line);
                rule.sourcePort(ports[0], ports[1]);
            }
            case "dport" -> {
                final int[] ports = ports(line);
                rule.destinationPort(ports[0], ports[1]);
            }
            case "type" -> rule.icmpType(line.value("an ICMP type of 0 to 255", Integer::parseInt));
            case "code" -> rule.icmpCode(line.value("an ICMP code of 0 to 255", Integer::parseInt));
            case "established" -> rule.established();
            case "syn" -> rule.syn();
            case "flags" -> {
                final int[] flags = line.value("flags, such as syn,ack/syn", FilterLines::flags);
                rule.flags(flags[0], flags[1]);
            }
            default -> rule.protocol(protocol(word, line));
        }
    }

    private static int protocol(final ConfigLine.Word word, final ConfigLine line) throws ConfigException {
        final Integer named = PROTOCOLS.get(word.text());
        if (named != null) {
            return named;
        }
        try {
            return Integer.parseInt(word.text());
        } catch (final NumberFormatException e) {
            throw line.error(
                    word,
                    "expected a protocol, \"from\", \"to\", \"sport\", \"dport\", \"type\", \"code\", \"established\","
                            + " \"syn\" or \"flags\", found \"" + word.text() + '"');
        }
    }

    private static void prefix(final FilterRule.Builder rule, final ConfigLine line, final boolean isSource)
            throws ConfigException {
        if (line.takes("any")) {
            return;
        }
        final IpPrefix prefix = line.value("a prefix or \"any\"", IpPrefix::parse);
        final IpAddress address = prefix.address();
        if (address.isIpv6()) {
            if (isSource) {
                rule.source(address.high(), address.low(), prefix.length());
            } else {
                rule.destination(address.high(), address.low(), prefix.length());
            }
        } else if (isSource) {
            rule.source(address.ipv4(), prefix.length());
        } else {
            rule.destination(address.ipv4(), prefix.length());
        }
    }

    private static int[] ports(final ConfigLine line) throws ConfigException {
        return line.value("a port, or ports such as 137-139", text -> {
            final int dash = text.indexOf('-');
            final int low = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
            return new int[] {low, dash < 0 ? low : Integer.parseInt(text.substring(dash + 1))};
        });
    }

    private static int[] flags(final String text) {
        final int slash = text.indexOf('/');
        if (slash < 0) {
            throw new NumberFormatException(text);
        }
        return new int[] {flagBits(text.substring(0, slash)), flagBits(text.substring(slash + 1))};
    }

    private static int flagBits(final String names) {
        return Arrays.stream(names.split(",", -1))
                .filter(name -> !name.equals("none"))
                .mapToInt(name -> {
                    final Integer bit = FLAGS.get(name);
                    if (bit == null) {
                        throw new NumberFormatException(name);
                    }
                    return bit;
                })
                .reduce(0, (a, b) -> a | b);
    }
}
