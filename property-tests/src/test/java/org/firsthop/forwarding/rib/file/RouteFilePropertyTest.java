package org.firsthop.forwarding.rib.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.core.address.Ipv6Prefix;

/** Laws of the text of routes. */
class RouteFilePropertyTest {
    private static final List<String> NAMES = List.of("eth0", "lo", "br-1.100", "default", "via", "10", "x:y");

    /** Everything that a route says. */
    private static String describe(final FileRoute route) {
        final StringBuilder text = new StringBuilder();
        text.append(route.type())
                .append(' ')
                .append(route.isIpv6())
                .append(' ')
                .append(route.high())
                .append(' ');
        text.append(route.low())
                .append('/')
                .append(route.prefixLength())
                .append(' ')
                .append(route.table());
        text.append(' ')
                .append(route.protocol())
                .append(' ')
                .append(route.metric())
                .append(' ');
        text.append(route.typeOfService())
                .append(' ')
                .append(route.mtu())
                .append(' ')
                .append(route.hasSource());
        text.append(' ').append(route.sourceHigh()).append(' ').append(route.sourceLow());
        for (int i = 0; i < route.pathCount(); i++) {
            final FileRoute.Path path = route.path(i);
            text.append("; ")
                    .append(path.hasGateway())
                    .append(' ')
                    .append(path.isIpv6())
                    .append(' ');
            text.append(path.high())
                    .append(' ')
                    .append(path.low())
                    .append(' ')
                    .append(path.device())
                    .append(' ');
            text.append(path.weight())
                    .append(' ')
                    .append(path.isOnlink())
                    .append(' ')
                    .append(path.isDead());
        }
        return text.toString();
    }

    /** A route drawn from numbers; what shrinks is the numbers. */
    private static FileRoute route(final List<Long> draws) {
        final Draws next = new Draws(draws);
        final boolean isIpv6 = next.below(2) == 1;
        final FileRoute route = new FileRoute();
        if (isIpv6) {
            final Ipv6Prefix prefix = Ipv6Prefix.containing(next.bits(), next.bits(), (int) next.below(129));
            route.reset(true, prefix.high(), prefix.low(), prefix.length());
        } else {
            final Ipv4Prefix prefix = Ipv4Prefix.containing((int) next.bits(), (int) next.below(33));
            route.reset(false, 0, prefix.address() & 0xFFFF_FFFFL, prefix.length());
        }
        route.type(FileRoute.Type.values()[(int) next.below(FileRoute.Type.values().length)])
                .table(next.below(2) == 0 ? FileRoute.MAIN_TABLE : "100")
                .protocol(next.below(2) == 0 ? "" : "bgp")
                .metric(next.below(1L << 32))
                .typeOfService(next.below(2) * next.below(256))
                .mtu((int) (next.below(2) * next.below(65_536)));
        if (next.below(3) == 0) {
            route.source(isIpv6 ? next.bits() : 0, isIpv6 ? next.bits() : next.below(1L << 32));
        }
        final long paths = next.below(4);
        for (int i = 0; i < paths; i++) {
            final FileRoute.Path path = route.addPath().weight(1 + (int) next.below(65_536));
            final long gateway = next.below(3);
            if (gateway == 1 && !isIpv6) {
                path.gateway(false, 0, next.below(1L << 32));
            } else if (gateway == 2) {
                path.gateway(true, next.bits(), next.bits());
            }
            if (next.below(2) == 1 || !path.hasGateway()) {
                path.device(NAMES.get((int) next.below(NAMES.size())));
            }
            path.onlink(next.below(2) == 1).dead(next.below(2) == 1);
        }
        return route;
    }

    /** Numbers one after the other, zeros when they are used up. */
    private static final class Draws {
        private final List<Long> values;
        private int position;

        Draws(final List<Long> values) {
            this.values = values;
        }

        long bits() {
            return position < values.size() ? values.get(position++) : 0;
        }

        long below(final long bound) {
            return Long.remainderUnsigned(bits(), bound);
        }
    }

    @Provide
    Arbitrary<List<List<Long>>> tables() {
        return Arbitraries.longs().list().ofMaxSize(40).list().ofMaxSize(5);
    }

    @Property
    void whatIsWrittenIsReadAsItWas(@ForAll("tables") final List<List<Long>> draws) throws IOException {
        final List<String> written = new ArrayList<>();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RouteTextWriter writer = new RouteTextWriter(out)) {
            for (final List<Long> draw : draws) {
                final FileRoute route = route(draw);
                writer.write(route);
                written.add(describe(route));
            }
        }
        final List<String> read = new ArrayList<>();
        RouteFile.read("x", new ByteArrayInputStream(out.toByteArray()), route -> read.add(describe(route)));
        assertEquals(written, read, () -> out.toString(US_ASCII));
    }

    @Property
    void anyOctetsAreRoutesOrAnErrorWithItsPlace(@ForAll @Size(max = 200) final byte[] octets) throws IOException {
        readOrRefuse(octets);
    }

    @Provide
    Arbitrary<String> nearlyRoutes() {
        return Arbitraries.of(
                        "default",
                        "10.0.0.0/8",
                        "::/0",
                        "via",
                        "inet6",
                        "dev",
                        "eth0",
                        "nexthop",
                        "weight",
                        "metric",
                        "7",
                        "blackhole",
                        "\n",
                        "\t",
                        "#",
                        "1.2.3.4",
                        "fe80::1",
                        "mtu",
                        "lock",
                        "table",
                        "from",
                        "src",
                        "pref",
                        "tos",
                        "0x10",
                        "proto",
                        "encap",
                        "\\",
                        "expires",
                        "onlink",
                        "1.2.3.4/33")
                .list()
                .ofMaxSize(12)
                .map(words -> String.join(" ", words));
    }

    @Property
    void wordsInAnyOrderAreRoutesOrAnErrorWithItsPlace(@ForAll("nearlyRoutes") final String text) throws IOException {
        readOrRefuse(text.getBytes(US_ASCII));
    }

    private static void readOrRefuse(final byte[] octets) throws IOException {
        final long[] count = {0};
        try {
            assertEquals(RouteFile.read("x", new ByteArrayInputStream(octets), route -> count[0]++), count[0]);
        } catch (final RouteFileException e) {
            assertTrue(e.getMessage().matches("(?s)x:(\\d+:\\d+:)? .*"), e.getMessage());
        }
    }
}
