package org.firsthop.node.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.node.internet.SimulatedNetwork;
import org.firsthop.node.internet.Topology;
import org.firsthop.node.sim.LinkConfig;
import org.firsthop.tcp.TcpInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1191 and 8201 on hosts: a line in the middle takes less than both ends believe, and a router says so. */
class PathMtuTest {
    private static final int OCTETS = 40_000;
    private static final int NARROW = 1_300;

    private static Topology network() throws Exception {
        return Topology.builder()
                .host(
                        "a",
                        "interface eth0 mac 02:00:00:00:00:0a address 10.0.0.2/24 address 2001:db8:a::2/64",
                        "route default via 10.0.0.1 dev eth0",
                        "route ::/0 via 2001:db8:a::1 dev eth0")
                .router(
                        "left",
                        "interface lan mac 02:00:00:00:00:01 address 10.0.0.1/24 address 2001:db8:a::1/64",
                        "interface line mac 02:00:00:00:00:02 mtu " + NARROW
                                + " address 10.0.1.1/30 address 2001:db8:c::1/64",
                        "route default via 10.0.1.2 dev line",
                        "route ::/0 via 2001:db8:c::2 dev line")
                .router(
                        "right",
                        "interface line mac 02:00:00:00:00:03 mtu " + NARROW
                                + " address 10.0.1.2/30 address 2001:db8:c::2/64",
                        "interface lan mac 02:00:00:00:00:04 address 10.0.2.1/24 address 2001:db8:b::1/64",
                        "route default via 10.0.1.1 dev line",
                        "route ::/0 via 2001:db8:c::1 dev line")
                .host(
                        "b",
                        "interface eth0 mac 02:00:00:00:00:0b address 10.0.2.2/24 address 2001:db8:b::2/64",
                        "route default via 10.0.2.1 dev eth0",
                        "route ::/0 via 2001:db8:b::1 dev eth0")
                .link("a.eth0", "left.lan", LinkConfig.ethernet())
                .link("left.line", "right.line", LinkConfig.ethernet().delay(1_000_000))
                .link("right.lan", "b.eth0", LinkConfig.ethernet())
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSendSmallerSegmentsWhenARouterSaysThatTheyAreTooBig(final boolean ipv4) throws Exception {
        final SimulatedNetwork network = SimulatedNetwork.of(network(), 1);
        final int[] received = new int[1];
        final UnsafeBuffer room = new UnsafeBuffer(new byte[4_096]);
        network.host("b").tcp().listen(80, () -> new StreamHandler() {
            @Override
            public void onReadable(final TcpStream stream) {
                for (int n = stream.receive(room, 0, room.capacity());
                        n > 0;
                        n = stream.receive(room, 0, room.capacity())) {
                    received[0] += n;
                }
            }
        });
        final Endpoint b = new Endpoint(
                ipv4 ? Ipv6Address.ofIpv4Mapped(Ipv4Address.parse("10.0.2.2")) : Ipv6Address.parse("2001:db8:b::2"),
                80);
        final UnsafeBuffer data = new UnsafeBuffer(new byte[OCTETS]);
        final TcpStream[] client = new TcpStream[1];
        network.simulation().at(1_000_000, () -> {
            client[0] = network.host("a").tcp().connect(b, new StreamHandler() {
                @Override
                public void onConnected(final TcpStream stream) {
                    assertEquals(OCTETS, stream.send(data, 0, OCTETS));
                }
            });
            network.simulation().wake(network.host("a"));
        });
        assertTrue(
                network.simulation().run(() -> received[0] == OCTETS, 20_000_000_000L), received[0] + " octets came");
        final TcpInfo info = new TcpInfo();
        client[0].info(info);
        final int headers = (ipv4 ? 20 : 40) + 20 + (info.timestamps ? 12 : 0);
        assertEquals(NARROW - headers, info.sndMss);
    }
}
