package org.firsthop.node.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.firsthop.node.internet.SimulatedNetwork;
import org.firsthop.node.internet.Topology;
import org.firsthop.node.sim.LinkConfig;
import org.junit.jupiter.api.Test;

/** A host that nobody configures: RFC 4862, RFC 4861 section 6.3, RFC 4191, RFC 7559, RFC 8106. */
class AutoconfigurationTest {
    private static final Ipv6Address ROUTER = Ipv6Address.parse("fe80::ff:fe00:1");
    private static final Ipv6Address OTHER_ROUTER = Ipv6Address.parse("fe80::ff:fe00:2");
    private static final Ipv6Address ADDRESS = Ipv6Address.parse("2001:db8:a::ff:fe00:a");
    private static final Ipv6Address PREFIX = Ipv6Address.parse("2001:db8:a::");
    private static final Ipv6Address FAR = Ipv6Address.parse("2001:db8:b::2");
    private static final int BOTH = NdpOptionFlyweight.ON_LINK_FLAG | NdpOptionFlyweight.AUTONOMOUS_FLAG;
    private static final int HOUR = 3_600;
    private static final Autoconfiguration.Limits LIMITS = new Autoconfiguration.Limits(3, 5, 2);

    private SimulatedNetwork network;
    private Host host;
    private Autoconfiguration learned;

    private void lay(final Topology.Builder topology) throws Exception {
        network = SimulatedNetwork.of(
                topology.host("a", "interface eth0 mac 02:00:00:00:00:0a").build(), 1);
        host = network.host("a");
        learned = host.autoconfigure(host.tables().interfaces().get(0), LIMITS);
    }

    /** The host beside one that says what tests want it to. */
    private void layBesideASpeaker() throws Exception {
        lay(Topology.builder()
                .host("c", "interface eth0 mac 02:00:00:00:00:01 address 2001:db8:c::1/64")
                .link("a.eth0", "c.eth0", LinkConfig.ethernet()));
        runFor(3);
    }

    private void runFor(final long seconds) {
        network.simulation().runUntil(network.simulation().nowNs() + TimeUnit.SECONDS.toNanos(seconds));
    }

    /** What an advertisement says behind its header. */
    private interface Options {
        /** Writes options; {@return where they end} */
        int write(MutableDirectBuffer buffer, int offset);

        Options NONE = (buffer, offset) -> offset;
    }

    private static Options prefix(
            final Ipv6Address prefix, final int length, final int flags, final long valid, final long preferred) {
        return (buffer, offset) -> {
            new NdpOptionFlyweight()
                    .wrap(buffer, offset)
                    .writeDefaults(NdpOptionType.PREFIX_INFORMATION, 32)
                    .prefixLength(length)
                    .flags(flags)
                    .lifetime(valid)
                    .preferredLifetime(preferred)
                    .prefix(prefix.high(), prefix.low());
            return offset + 32;
        };
    }

    private static Options dnsServer(final String server, final long seconds) {
        final Ipv6Address address = Ipv6Address.parse(server);
        return (buffer, offset) -> {
            new NdpOptionFlyweight()
                    .wrap(buffer, offset)
                    .writeDefaults(NdpOptionType.RECURSIVE_DNS_SERVER, 24)
                    .lifetime(seconds)
                    .dnsServer(0, address.high(), address.low());
            return offset + 24;
        };
    }

    private void say(final Ipv6Address router, final int lifetime, final int flags, final Options options) {
        say(router, 255, new byte[0], lifetime, flags, options);
    }

    /** Lets the other station advertise, behind octets of extension headers, and the host hear it. */
    private void say(
            final Ipv6Address router,
            final int hopLimit,
            final byte[] extension,
            final int lifetime,
            final int flags,
            final Options options) {
        final Host speaker = network.host("c");
        speaker.at(network.simulation().nowNs(), () -> {
            final IpSender sender = speaker.sender();
            final int offset = sender.claim(1_280);
            final MutableDirectBuffer buffer = sender.buffer();
            final Ipv6Flyweight ip = new Ipv6Flyweight();
            final RouterAdvertisementFlyweight message = new RouterAdvertisementFlyweight();
            buffer.putBytes(offset + Ipv6Flyweight.HEADER_LENGTH, extension);
            message.wrap(buffer, offset + Ipv6Flyweight.HEADER_LENGTH + extension.length)
                    .writeDefaults()
                    .routerLifetime(lifetime)
                    .flags(flags);
            final int length = options.write(buffer, message.optionsOffset()) - message.offset();
            ip.wrap(buffer, offset)
                    .writeDefaults()
                    .payloadLength(extension.length + length)
                    .nextHeader(extension.length == 0 ? IpProtocol.ICMPV6 : IpProtocol.DESTINATION_OPTIONS)
                    .hopLimit(hopLimit)
                    .source(router.high(), router.low())
                    .destination(Ipv6Address.ALL_NODES.high(), Ipv6Address.ALL_NODES.low());
            new Icmpv6Flyweight()
                    .wrap(buffer, message.offset())
                    .fillChecksum(ip.pseudoHeaderSum(IpProtocol.ICMPV6, length), length);
            sender.commitTo(Ipv6Flyweight.HEADER_LENGTH + extension.length + length, 0);
        });
        network.simulation().wake(speaker);
        runFor(2);
    }

    private Ipv6Address sourceFor(final Ipv6Address destination) {
        return host.addresses().sourceFor(destination.high(), destination.low());
    }

    // RFC 4862 section 5, RFC 4861 sections 6.3.4 and 6.3.7.
    @Test
    void shouldFormAnAddressFindARouterAndReachAnotherNetwork() throws Exception {
        lay(Topology.builder()
                .router(
                        "r",
                        "interface lan mac 02:00:00:00:00:01 address 2001:db8:a::1/64",
                        "interface line mac 02:00:00:00:00:02 address 2001:db8:b::1/64",
                        "advertise lan interval 10s lifetime 90s dns 2001:db8:b::53")
                .host(
                        "b",
                        "interface eth0 mac 02:00:00:00:00:0b address 2001:db8:b::2/64",
                        "route ::/0 via 2001:db8:b::1 dev eth0")
                .link("a.eth0", "r.lan", LinkConfig.ethernet())
                .link("r.line", "b.eth0", LinkConfig.ethernet()));
        runFor(5);

        assertEquals(List.of(ADDRESS), learned.addresses());
        assertEquals(ROUTER, learned.router());
        assertEquals(List.of(Ipv6Address.parse("2001:db8:b::53")), learned.dnsServers());
        assertTrue(learned.isComplete());
        assertFalse(learned.isDuplicate());
        assertEquals(1, learned.solicitations());
        assertEquals(0, learned.refused());

        final boolean[] isConnected = new boolean[1];
        network.host("b").tcp().listen(80, () -> new StreamHandler() {});
        host.at(
                network.simulation().nowNs(),
                () -> assertNotNull(host.tcp().connect(new Endpoint(FAR, 80), new StreamHandler() {
                    @Override
                    public void onConnected(final TcpStream stream) {
                        isConnected[0] = true;
                    }
                })));
        network.simulation().wake(host);
        runFor(5);
        assertTrue(isConnected[0]);
    }

    // RFC 7559 section 2.
    @Test
    void shouldAskEverLessOftenWhileNobodyAnswers() throws Exception {
        layBesideASpeaker();
        runFor(40);
        assertEquals(4, learned.solicitations(), "after 0 to 1, 4, 12 and 28 seconds, each a tenth more or less");
        assertFalse(learned.isComplete());
        assertNull(learned.router());

        say(ROUTER, 60, 0, Options.NONE);
        final long asked = learned.solicitations();
        runFor(50);
        assertEquals(asked, learned.solicitations());
        runFor(10);
        assertNull(learned.router());
        assertEquals(asked + 1, learned.solicitations(), "asks again when its last router is gone");
    }

    // RFC 4861 section 6.3.4, RFC 4191 section 3.2.
    @Test
    void shouldUseTheRouterOfTheHighestPreferenceAndTheNextWhenItCeases() throws Exception {
        layBesideASpeaker();
        say(ROUTER, 1_800, 0, Options.NONE);
        assertEquals(ROUTER, learned.router());
        say(OTHER_ROUTER, 1_800, 0, Options.NONE);
        assertEquals(ROUTER, learned.router());
        say(OTHER_ROUTER, 1_800, 0x08, Options.NONE);
        assertEquals(OTHER_ROUTER, learned.router());
        assertNull(host.unreachable(FAR));
        say(OTHER_ROUTER, 0, 0x08, Options.NONE);
        assertEquals(ROUTER, learned.router());
        say(ROUTER, 0, 0, Options.NONE);
        assertNull(learned.router());
        assertNotNull(host.unreachable(FAR));
    }

    // RFC 4862 section 5.5.4: a deprecated address is not chosen for what is new, and goes when it is no longer valid.
    @Test
    void shouldDeprecateAndThenForgetAnAddress() throws Exception {
        layBesideASpeaker();
        final Ipv6Address second = Ipv6Address.parse("2001:db8:d::ff:fe00:a");
        say(ROUTER, 1_800, 0, prefix(PREFIX, 64, BOTH, 60, 30));
        say(ROUTER, 1_800, 0, prefix(Ipv6Address.parse("2001:db8:d::"), 64, BOTH, 2 * HOUR, HOUR));
        assertEquals(ADDRESS, sourceFor(Ipv6Address.parse("2001:db8:a::9")));
        runFor(30);
        assertEquals(second, sourceFor(Ipv6Address.parse("2001:db8:a::9")));
        assertEquals(List.of(ADDRESS, second), learned.addresses());
        assertNull(host.unreachable(ADDRESS));
        runFor(30);
        assertEquals(List.of(second), learned.addresses());
        assertFalse(host.addresses().contains(ADDRESS));
        assertNull(host.tables().links().get(0).find(ADDRESS.high(), ADDRESS.low()));
    }

    // RFC 4862 section 5.5.3 (e): a forged advertisement cannot make a valid address invalid at once.
    @Test
    void shouldNotLetAnybodyEndAnAddressWithinTwoHours() throws Exception {
        layBesideASpeaker();
        say(ROUTER, 1_800, 0, prefix(PREFIX, 64, BOTH, 24 * HOUR, 12 * HOUR));
        say(ROUTER, 1_800, 0, prefix(PREFIX, 64, BOTH, 1, 1));
        runFor(2 * HOUR - 60);
        assertEquals(List.of(ADDRESS), learned.addresses());
        say(ROUTER, 1_800, 0, prefix(PREFIX, 64, BOTH, 1, 0));
        assertEquals(List.of(ADDRESS), learned.addresses(), "less than two hours were left: ignored");
        runFor(60);
        assertEquals(List.of(), learned.addresses());

        say(ROUTER, 1_800, 0, prefix(PREFIX, 64, BOTH, 0xFFFF_FFFFL, 0xFFFF_FFFFL));
        runFor(90L * 24 * HOUR);
        assertEquals(List.of(ADDRESS), learned.addresses());
    }

    // RFC 4861 section 6.3.4: what is on the link is told apart from what addresses are formed of.
    @Test
    void shouldSendToAnOnLinkPrefixDirectlyAndToOthersByTheRouter() throws Exception {
        layBesideASpeaker();
        final Ipv6Address near = Ipv6Address.parse("2001:db8:a::9");
        say(ROUTER, 0, 0, prefix(PREFIX, 64, NdpOptionFlyweight.AUTONOMOUS_FLAG, HOUR, HOUR));
        assertEquals(List.of(ADDRESS), learned.addresses());
        assertNotNull(host.unreachable(near));
        say(ROUTER, 0, 0, prefix(PREFIX, 64, BOTH, HOUR, HOUR));
        assertNull(host.unreachable(near));
        assertEquals(ADDRESS, sourceFor(near));
        say(ROUTER, 0, 0, prefix(PREFIX, 64, NdpOptionFlyweight.ON_LINK_FLAG, 0, 0));
        assertNotNull(host.unreachable(near));
        assertEquals(List.of(ADDRESS), learned.addresses());
        say(ROUTER, 0, 0, prefix(Ipv6Address.parse("2001:db8:e::"), 48, BOTH, HOUR, HOUR));
        assertNull(host.unreachable(Ipv6Address.parse("2001:db8:e:7::1")));
        assertEquals(List.of(ADDRESS), learned.addresses(), "no address of a prefix that is not 64 bits long");
    }

    // RFC 4862 section 5.5.3 (a) to (c), RFC 4861 section 6.1.2; only what is directly in a packet is believed.
    @Test
    void shouldIgnoreWhatMakesNoSense() throws Exception {
        layBesideASpeaker();
        final byte[] padding = {IpProtocol.ICMPV6, 0, 1, 4, 0, 0, 0, 0};
        say(ROUTER, 255, padding, 1_800, 0, prefix(PREFIX, 64, BOTH, HOUR, HOUR)); // RFC 6980 section 5.
        say(ROUTER, 254, new byte[0], 1_800, 0, prefix(PREFIX, 64, BOTH, HOUR, HOUR)); // A router has passed it on.
        say(Ipv6Address.parse("2001:db8:a::1"), 1_800, 0, prefix(PREFIX, 64, BOTH, HOUR, HOUR));
        say(ROUTER, 0, 0, prefix(PREFIX, 64, BOTH, HOUR, HOUR + 1));
        say(ROUTER, 0, 0, prefix(PREFIX, 64, 0, HOUR, HOUR));
        say(ROUTER, 0, 0, prefix(PREFIX, 64, BOTH, 0, 0));
        say(ROUTER, 0, 0, prefix(Ipv6Address.parse("fe80::"), 64, BOTH, HOUR, HOUR));
        say(ROUTER, 0, 0, prefix(Ipv6Address.parse("ff05::"), 64, BOTH, HOUR, HOUR));
        say(ROUTER, 0, 0, prefix(PREFIX, 129, BOTH, HOUR, HOUR));
        assertEquals(List.of(), learned.addresses());
        assertNull(learned.router());
        assertNotNull(host.unreachable(Ipv6Address.parse("2001:db8:a::9")));
    }

    @Test
    void shouldLeaveAnAddressAloneThatTheOperatorHasGiven() throws Exception {
        layBesideASpeaker();
        host.tables().addAddress(host.tables().interfaces().get(0), ADDRESS.high(), ADDRESS.low(), 64);
        host.addAddress(ADDRESS);
        say(ROUTER, 1_800, 0, prefix(PREFIX, 64, BOTH, 60, 30));
        assertEquals(List.of(), learned.addresses());
        runFor(120);
        assertTrue(host.addresses().contains(ADDRESS));
        assertNotNull(host.tables().links().get(0).find(ADDRESS.high(), ADDRESS.low()));
        assertNull(host.unreachable(ADDRESS));
    }

    // RFC 8106 section 5.1.
    @Test
    void shouldKnowNameServersAsLongAsTheirLifetimesSay() throws Exception {
        layBesideASpeaker();
        say(ROUTER, 0, 0, dnsServer("2001:db8::53", 30));
        say(ROUTER, 0, 0, dnsServer("2001:db8::54", 300));
        assertEquals(
                List.of(Ipv6Address.parse("2001:db8::53"), Ipv6Address.parse("2001:db8::54")), learned.dnsServers());
        runFor(40);
        assertEquals(List.of(Ipv6Address.parse("2001:db8::54")), learned.dnsServers());
        say(ROUTER, 0, 0, dnsServer("2001:db8::54", 0));
        assertEquals(List.of(), learned.dnsServers());
    }

    @Test
    void shouldKeepWithinItsBoundsAndCountWhatFoundNoRoom() throws Exception {
        layBesideASpeaker();
        for (int i = 0; i < 20; i++) {
            say(new Ipv6Address(ROUTER.high(), 0x100 + i), 1_800, 0, (buffer, offset) -> offset);
            say(ROUTER, 0, 0, prefix(new Ipv6Address(PREFIX.high() + i, 0), 64, BOTH, HOUR, HOUR));
            say(ROUTER, 0, 0, dnsServer("2001:db8::" + (i + 1), HOUR));
        }
        assertEquals(LIMITS.prefixes(), learned.addresses().size());
        assertEquals(LIMITS.dnsServers(), learned.dnsServers().size());
        final long expected = 20 - LIMITS.routers() + 20 - LIMITS.prefixes() + 20 - LIMITS.dnsServers();
        assertEquals(expected, learned.refused());
        runFor(HOUR + 10);
        assertEquals(List.of(), learned.addresses());
        assertEquals(List.of(), learned.dnsServers());
        assertNull(learned.router());
        assertThrows(IllegalArgumentException.class, () -> new Autoconfiguration.Limits(0, 1, 0));
    }
}
