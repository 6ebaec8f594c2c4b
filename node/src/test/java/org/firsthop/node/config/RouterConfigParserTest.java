package org.firsthop.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.firsthop.forwarding.filter.FilterAction;
import org.firsthop.forwarding.ip.ReversePath;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterConfigParserTest {
    private static final String INTERFACE = "interface a mac 02:00:00:00:00:01\n";

    private static RouterConfig parse(final String text) throws IOException, ConfigException {
        return RouterConfigParser.parse("router.conf", new StringReader(text), Path.of("/etc/firsthop"));
    }

    @Test
    void shouldReadEveryKindOfLine() throws Exception {
        final RouterConfig config = parse(String.join(
                "\n",
                "# the home router",
                "interface lan0 mac 02:00:00:00:00:01 address 192.168.1.1/24 address 2001:db8:1::1/64",
                "interface wan0 mac 02:00:00:00:00:02 address 203.0.113.2/30 mtu 1492   # PPPoE",
                "",
                "route default via 203.0.113.1 dev wan0",
                "route 2001:db8::/32 via fe80::1 dev wan0",
                "route 10.1.0.0/16 dev lan0",
                "route blackhole 10.0.0.0/8",
                "route unreachable 192.0.2.0/24",
                "route prohibit ::/0",
                "\troutes  from table.txt.gz via 203.0.113.1 dev wan0",
                "neighbor 203.0.113.1 lladdr aa:bb:cc:dd:ee:ff dev wan0"));
        assertEquals(2, config.interfaces().size());
        assertEquals("lan0", config.interfaces().get(0).name());
        assertEquals(1500, config.interfaces().get(0).mtu());
        assertEquals(
                List.of("192.168.1.1", "2001:db8:1::1"),
                config.interfaces().get(0).addresses().stream()
                        .map(a -> a.address().toString())
                        .toList());
        assertEquals(64, config.interfaces().get(0).addresses().get(1).prefixLength());
        assertEquals(1492, config.interfaces().get(1).mtu());
        final List<RouterConfig.Route> routes = config.routes();
        assertNull(routes.get(0).prefix());
        assertEquals(
                "203.0.113.1", Objects.requireNonNull(routes.get(0).nextHop()).toString());
        assertEquals("wan0", routes.get(0).device());
        assertEquals(
                "2001:db8::/32", Objects.requireNonNull(routes.get(1).prefix()).toString());
        assertNull(routes.get(2).nextHop());
        assertEquals(RouterConfig.Action.BLACKHOLE, routes.get(3).action());
        assertEquals(RouterConfig.Action.UNREACHABLE, routes.get(4).action());
        assertEquals(RouterConfig.Action.PROHIBIT, routes.get(5).action());
        assertEquals(10, routes.get(5).line());
        assertEquals(
                Path.of("/etc/firsthop/table.txt.gz"),
                config.routeFiles().get(0).path());
        assertEquals(0xaabb_ccdd_eeffL, config.neighbors().get(0).mac());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "interfaces a | 2:1 | expected \"interface\", \"route\", \"routes\", \"neighbor\", \"nat\","
                        + " \"filter\", \"advertise\", \"redirects\", \"icmp\", \"reassembly\" or \"neighbors\", found \"interfaces\"",
                "interface b | 2:1 | interface \"b\" has no \"mac\"",
                "interface a mac 02:00:00:00:00:02 | 2:11 | interface \"a\" is there already, at line 1",
                "interface b mac a1:b2:c3:d4:e5:f6 | 2:17 | is not a station's address",
                "interface b mac 02:00:00:00:00:0g | 2:33 | MAC address",
                "interface b mac 02:00:00:00:00:02 mtu 67 | 2:39 | range=68..65535",
                "interface b mac 02:00:00:00:00:02 mtu big | 2:39 | found \"big\"",
                "interface b mac 02:00:00:00:00:02 address 192.0.2.1 | 2:43 | 192.0.2.1/24",
                "interface b mac 02:00:00:00:00:02 address 192.0.2.1/33 | 2:43 | prefixLength: value=33, limit=32",
                "interface b mac 02:00:00:00:00:02 color red | 2:35 | expected \"mac\", \"address\", \"mtu\","
                        + " \"rp-filter\", \"directed-broadcast\", \"proxy-arp\" or \"proxy-ndp\"",
                "route 1.2.3.4/33 via 192.0.2.1 dev a | 2: | value=33, limit=32",
                "route 10.0.0.1/8 via 192.0.2.1 dev a | 2: | a prefix",
                "route 10.0.0.0/8 via 192.0.2 dev a | 2: | next hop's address",
                "route 10.0.0.0/8 via fe80::1 dev a | 2:1 | not of the family",
                "route 10.0.0.0/8 via 192.0.2.1 | 2:31 | expected \"dev\", found the end of the line",
                "route 10.0.0.0/8 via 192.0.2.1 dev b | 2:36 | no line describes an interface \"b\"",
                "route default dev a | 2:1 | is written 0.0.0.0/0",
                "route blackhole 10.0.0.0/8 dev a | 2:28 | expected the end of the line, found \"dev\"",
                "routes of x via 192.0.2.1 dev a | 2:8 | expected \"from\", found \"of\"",
                "nat outside a inside a | 2:1 | interface \"a\" is named twice",
                "interface b mac 02:00:00:00:00:02 rp-filter soft | 2:45 | expected \"off\", \"loose\" or \"strict\"",
                "filter a deny | 2:8 | expected \"in\" or \"out\", found \"a\"",
                "filter in a drop | 2:13 | expected \"permit\", \"deny\" or \"reject\", found \"drop\"",
                "filter in a deny dport 80 | 2:18 | ports need a protocol that has them",
                "filter in a deny udp dport 80-70 | 2:22 | range: value=80-70, limit=65535",
                "filter in a deny udp syn | 2:22 | flags need the protocol tcp",
                "filter in a deny tcp flags syn | 2:28 | expected flags, such as syn,ack/syn, found \"syn\"",
                "filter in a deny from 10.0.0.0/8 to ::/0 | 2:34 | a rule is of one IP version",
                "filter in a deny tpc | 2:18 | expected a protocol, \"from\"",
                "filter in b deny | 2:11 | no line describes an interface \"b\"",
                "redirects no | 2:11 | expected \"on\" or \"off\", found \"no\"",
                "icmp errors 10 | 2:15 | expected \"burst\", found the end of the line",
                "icmp hop-limit 0 | 2:16 | hopLimit: value=0, range=1..255",
                "reassembly length 65536 | 2:19 | longestDatagram: value=65536, range=0..65535",
                "advertise b | 2:11 | no line describes an interface \"b\"",
                "advertise a speed 3 | 2:13 | expected \"interval\"",
                "advertise a interval 3s | 2:13 | maxIntervalNs: value=3000000000, range=4000000000..1800000000000",
                "advertise a lifetime 5s | 2:1 | lifetimeSeconds: value=5, range=600..9000",
                "advertise a prefix fe80::/64 | 2:13 | prefix: fe80::/64 is link-local",
                "advertise a prefix 2001:db8::/64 valid 1s preferred 2s | 2:13 | preferredSeconds: value=2, range=0..1",
                "reassembly timeout 30 | 2:20 | expected a time such as 500ms, 30s or 2m, found \"30\"",
                "neighbors queue 0 | 2:17 | expected a number, at least 1, found \"0\"",
                "neighbors speed 1 | 2:11 | expected \"reachable\"",
                "nat inside a outside a | 2:5 | expected \"outside\", found \"inside\"",
                "nat outside a | 2:14 | expected \"inside\", found the end of the line",
                "nat outside a inside b | 2:22 | no line describes an interface \"b\"",
                "nat forward sctp 192.0.2.1:80 to 10.0.0.1:80 | 2:13 | expected \"tcp\" or \"udp\", found \"sctp\"",
                "nat forward tcp 192.0.2.1:0 to 10.0.0.1:80 | 2:17 | port: value=0, range=1..65535",
                "nat forward tcp 192.0.2.1 to 10.0.0.1:80 | 2:17 | such as 192.0.2.1:80",
                "nat forward tcp 192.0.2.1:80 to 10.0.0.1:80 | 2:1 | needs a line \"nat outside IF inside IF\"",
                "neighbor 192.0.2.1 mac 02:00:00:00:00:02 dev a | 2:20 | expected \"lladdr\", found \"mac\"",
            })
    void shouldNameThePlaceAndWhatWasExpected(final String line, final String place, final String problem) {
        final ConfigException e = assertThrows(ConfigException.class, () -> parse(INTERFACE + line));
        assertTrue(e.getMessage().startsWith("router.conf:" + place), e.getMessage());
        assertTrue(e.getMessage().contains(problem), e.getMessage());
        assertEquals(2, e.line());
        assertEquals("router.conf", e.file());
    }

    @Test
    void shouldReadHowAddressesAreTranslated() throws Exception {
        final RouterConfig config = parse(String.join(
                "\n",
                "nat outside wan0 inside lan0 inside lan1",
                "nat forward tcp 203.0.113.2:8080 to 192.168.1.10:80",
                "interface wan0 mac 02:00:00:00:00:02 address 203.0.113.2/30",
                "interface lan0 mac 02:00:00:00:00:01 address 192.168.1.1/24",
                "interface lan1 mac 02:00:00:00:00:03 address 192.168.2.1/24"));
        final RouterConfig.Translation nat = Objects.requireNonNull(config.nat());
        assertEquals("wan0", nat.outside());
        assertEquals(List.of("lan0", "lan1"), nat.inside());
        assertEquals(8080, nat.forwards().get(0).outside().port());
        assertEquals(80, nat.forwards().get(0).inside().port());
        assertEquals(6, nat.forwards().get(0).protocol());
    }

    @Test
    void shouldHoldForwardedPortsAgainstTheOutsideAddress() {
        final ConfigException e = assertThrows(
                ConfigException.class,
                () -> parse("nat outside a inside b\nnat forward udp 192.0.2.9:53 to 10.0.0.2:53\n"
                        + "interface a mac 02:00:00:00:00:01 address 192.0.2.1/24\ninterface b mac 02:00:00:00:00:02"));
        assertTrue(e.getMessage().contains("the outside address of \"a\" is 192.0.2.1"), e.getMessage());
    }

    @Test
    void shouldWantAnInterface() {
        final ConfigException e = assertThrows(ConfigException.class, () -> parse("# nothing\n"));
        assertTrue(e.getMessage().contains("at least one line that begins with \"interface\""), e.getMessage());
    }

    @Test
    void shouldReadWhatInterfacesDoBeyondForwarding() throws Exception {
        final RouterConfig config = parse(INTERFACE
                + "interface b mac 02:00:00:00:00:02 rp-filter strict directed-broadcast proxy-arp" + " proxy-ndp\n");
        assertEquals(RouterConfig.Manners.PLAIN, config.interfaces().get(0).manners());
        assertEquals(
                new RouterConfig.Manners(ReversePath.STRICT, true, true, true),
                config.interfaces().get(1).manners());
    }

    @Test
    void shouldReadAccessLists() throws Exception {
        final RouterConfig config = parse(INTERFACE
                + "filter in a permit tcp  from 10.0.0.0/8 to any sport 1024-65535 dport 80 established\n"
                + "filter in a reject icmpv6 type 128 code 0 from 2001:db8::/32\n"
                + "filter out a deny 89 to 224.0.0.5\n"
                + "filter out a deny tcp flags syn,ack/syn\n"
                + "filter out a permit tcp syn\n");
        final List<RouterSettings.Filter> filters = config.settings().filters();
        assertEquals(
                List.of(true, true, false, false, false),
                filters.stream().map(RouterSettings.Filter::isIn).toList());
        assertEquals(
                "permit tcp from 10.0.0.0/8 to any sport 1024-65535 dport 80 established",
                filters.get(0).rule().toString());
        assertEquals(FilterAction.REJECT, filters.get(1).rule().action());
    }

    @Test
    void shouldReadHowARouterDoesItsWork() throws Exception {
        final RouterSettings settings = parse(INTERFACE
                        + "redirects off\n"
                        + "icmp errors 1000 burst 50 interface-errors 100 burst 5 source egress\n"
                        + "icmp echo off broadcast-echo on timestamp off hop-limit 255 max-length 1280\n"
                        + "reassembly datagrams 8 per-source 2 fragments 16 length 4000 frames 32 timeout 500ms\n"
                        + "neighbors reachable 10s delay 1s retransmit 500ms stale 2m failed 5s lock 0s defend 10s\n"
                        + "neighbors solicits 1 probes 2 capacity 64 unresolved 8 unasked 16 queue 4 held 32\n"
                        + "neighbors dad 0 arp-probes 3 announcements 1\n")
                .settings();
        assertFalse(settings.sendsRedirects());
        final NeighborConfig neighbors =
                settings.apply(NeighborConfig.builder()).build();
        assertEquals(
                NeighborConfig.builder().reachableNs(10_000_000_000L).build().reachableNs(), neighbors.reachableNs());
    }

    @Test
    void shouldReadWhatIsAdvertised() throws Exception {
        final List<RouterSettings.Advertising> all = parse(INTERFACE
                        + "advertise a interval 30s min-interval 10s lifetime 0s hop-limit 255 reachable 30s retransmit 1s"
                        + " managed other mtu off dns 2001:db8::53 prefix 2001:db8::/64 valid 60m preferred 30m off-link"
                        + " prefix 2001:db8:1::/64 no-autoconf\n")
                .settings()
                .advertisings();
        assertEquals(
                List.of("a"),
                all.stream().map(RouterSettings.Advertising::device).toList());
        final ConfigException twice =
                assertThrows(ConfigException.class, () -> parse(INTERFACE + "advertise a\nadvertise a\n"));
        assertTrue(twice.getMessage().contains("is advertised on already, at line 2"), twice.getMessage());
    }
}
