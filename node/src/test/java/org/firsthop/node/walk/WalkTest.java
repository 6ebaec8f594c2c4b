package org.firsthop.node.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.firsthop.core.address.MacAddress;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Connector;
import org.firsthop.node.host.HttpUrl;
import org.firsthop.node.internet.SimulatedNetwork;
import org.firsthop.node.internet.Topology;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rows of the walk, as the package's description lists them. */
class WalkTest {
    private static final long LAPTOP = MacAddress.parse("a0:b2:c3:d4:e5:f6");
    private static final long GATEWAY = MacAddress.parse("aa:bb:cc:dd:ee:ff");

    private static List<Step> steps;
    private static ConnectResult result;
    private static List<Step> secondVisit;

    @BeforeAll
    static void shouldWalk() throws Exception {
        final SimulatedNetwork network = SimulatedNetwork.of(Topology.defaultInternet(), 1);
        final WalkRecorder recorder = new WalkRecorder(network, "laptop");
        final Connector connector = network.connector("laptop", false, recorder);
        result = visit(network, connector);
        steps = List.copyOf(recorder.steps());
        assertTrue(visit(network, connector).isConnected());
        secondVisit = List.copyOf(
                recorder.steps().subList(steps.size(), recorder.steps().size()));
    }

    private static ConnectResult visit(final SimulatedNetwork network, final Connector connector) throws Exception {
        final CompletableFuture<ConnectResult> future = connector.connect(HttpUrl.parse("https://www.example.com/"));
        network.simulation().wake(network.host("laptop"));
        network.simulation().run(future::isDone, network.simulation().nowNs() + 60_000_000_000L);
        network.settle(1_000_000_000L);
        return future.join();
    }

    private static Stream<Step.Packet> packets(final List<Step> among) {
        return among.stream().filter(Step.Packet.class::isInstance).map(Step.Packet.class::cast);
    }

    /** Where a remark of a node is among the steps. */
    private static int remark(final String who, final String text) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Remark remark
                    && remark.who().equals(who)
                    && remark.text().contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no remark of " + who + " has \"" + text + "\" among " + steps);
    }

    /** Where a packet of a node is among the steps. */
    private static int packet(final String who, final String protocol, final String summary) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Packet packet
                    && packet.who().equals(who)
                    && packet.protocol().equals(protocol)
                    && packet.summary().startsWith(summary)) {
                return i;
            }
        }
        throw new AssertionError("no " + protocol + " packet of " + who + " says \"" + summary + "\" among " + steps);
    }

    private static List<Hop> hops(final int index) {
        return ((Step.Packet) steps.get(index)).hops();
    }

    private static void assertInOrder(final int... indices) {
        for (int i = 1; i < indices.length; i++) {
            assertTrue(indices[i - 1] < indices[i], "step " + indices[i - 1] + " comes before " + indices[i]);
        }
    }

    @Test
    void clientShouldReadTheUrl() {
        assertEquals(0, remark("laptop", "scheme https, host www.example.com, port 443 (the scheme's own), path /"));
    }

    @Test
    void clientShouldLookIntoItsHostsFileThenItsCacheThenAsk() {
        assertInOrder(
                remark("laptop", "not in the hosts file"),
                remark("laptop", "cache: has no www.example.com. A"),
                packet("laptop", "DNS", "www.example.com. A?"));
    }

    @Test
    void clientShouldTakeTheGatewayForWhatIsNotOnItsNetwork() {
        remark(
                "laptop",
                "8.8.8.8 is on none of my networks (192.168.1.0/24), matches 0.0.0.0/0: goes to the gateway 192.168.1.1");
    }

    @Test
    void clientShouldAskAllForTheGatewaysLinkAddressAndHoldThePacketMeanwhile() {
        final int request = packet("laptop", "ARP", "who has 192.168.1.1? tell 192.168.1.100");
        final int reply = packet("home", "ARP", "192.168.1.1 is at aa:bb:cc:dd:ee:ff");
        final int query = packet("laptop", "DNS", "www.example.com. A?");
        assertInOrder(request, reply, query);
        assertEquals(MacAddress.BROADCAST, hops(request).get(0).destinationMac());
        assertEquals(LAPTOP, hops(reply).get(0).destinationMac());
        final Hop arrived = hops(reply).get(hops(reply).size() - 1);
        assertEquals(arrived.arriveNs(), hops(query).get(0).departNs());
    }

    @Test
    void gatewayShouldAnswerAndKnowTheClientFromItsRequest() { // RFC 826
        final Step.Packet reply = (Step.Packet) steps.get(packet("home", "ARP", "192.168.1.1 is at"));
        assertEquals(GATEWAY, reply.hops().get(0).sourceMac());
        assertEquals(LAPTOP, reply.hops().get(0).destinationMac());
        assertEquals(
                0,
                packets(steps)
                        .filter(p -> p.summary().startsWith("who has 192.168.1.100"))
                        .count());
    }

    @Test
    void othersShouldStaySilent() {
        assertEquals(0, packets(steps).filter(p -> p.who().equals("printer")).count());
    }

    @Test
    void switchShouldFloodWhatIsForAllAndSendTheRestToOnePort() {
        final List<Hop> request = hops(packet("laptop", "ARP", "who has 192.168.1.1?"));
        assertEquals(
                List.of("switch", "home", "printer"),
                request.stream().map(Hop::to).toList());
        assertTrue(
                request.get(1).route().startsWith("learns the sender's port; floods"),
                request.get(1).route());
        final List<Hop> reply = hops(packet("home", "ARP", "192.168.1.1 is at"));
        assertEquals(List.of("switch", "laptop"), reply.stream().map(Hop::to).toList());
        assertTrue(
                reply.get(1).route().endsWith("the only port where it is"),
                reply.get(1).route());
    }

    @Test
    void switchShouldChangeNothingOfAFrame() {
        final List<Hop> syn = hops(packet("laptop", "TCP", "SYN "));
        assertEquals(syn.get(0).sourceMac(), syn.get(1).sourceMac());
        assertEquals(syn.get(0).destinationMac(), syn.get(1).destinationMac());
        assertEquals(syn.get(0).timeToLive(), syn.get(1).timeToLive());
    }

    @Test
    void gatewayShouldPutItsOwnAddressInThePlaceOfTheClients() {
        final List<Hop> syn = hops(packet("laptop", "TCP", "SYN "));
        assertEquals("home", syn.get(2).from());
        assertTrue(syn.get(1).source().toString().startsWith("192.168.1.100:"));
        assertTrue(syn.get(2).source().toString().startsWith("203.0.113.2:"));
        final List<Hop> answer = hops(packet("web", "TCP", "SYN-ACK"));
        assertEquals(syn.get(2).source(), answer.get(0).destination());
        assertEquals(syn.get(0).source(), answer.get(answer.size() - 1).destination());
    }

    @Test
    void routersShouldMatchThePrefixCountDownTheTtlAndRewriteTheLinkAddresses() {
        final List<Hop> syn = hops(packet("laptop", "TCP", "SYN "));
        assertEquals(
                List.of("laptop", "switch", "home", "isp", "backbone", "edge"),
                syn.stream().map(Hop::from).toList());
        assertEquals(
                List.of(64, 64, 63, 62, 61, 60),
                syn.stream().map(Hop::timeToLive).toList());
        assertEquals("0.0.0.0/0 via 203.0.113.1", syn.get(2).route());
        assertEquals("93.184.216.0/24 via 198.51.100.6", syn.get(4).route());
        assertEquals("93.184.216.0/24 on link", syn.get(5).route());
        assertEquals(GATEWAY, syn.get(0).destinationMac());
        for (int i = 2; i < syn.size(); i++) {
            assertTrue(syn.get(i).sourceMac() != syn.get(i - 1).sourceMac());
        }
    }

    @Test
    void routersShouldFindTheNextLinkAddressAndHoldThePacketMeanwhile() {
        final List<Hop> query = hops(packet("laptop", "DNS", "www.example.com. A?"));
        final List<String> routers = List.of("home", "isp", "backbone");
        for (int i = 0; i < routers.size(); i++) {
            final Hop passed = query.get(i + 2);
            final String router = routers.get(i);
            assertEquals(router, passed.from());
            final int request = packet(router, "ARP", "who has ");
            final String wanted = ((Step.Packet) steps.get(request)).summary().split("[ ?]")[2];
            final List<Hop> reply = hops(packet(passed.to(), "ARP", wanted + " is at "));
            assertEquals(reply.get(reply.size() - 1).arriveNs(), passed.departNs(), router);
            assertEquals(reply.get(0).sourceMac(), passed.destinationMac(), router);
        }
    }

    @Test
    void resolverShouldWalkFromTheRootDownAndShowNoMoreOfTheNameThanItMust() { // RFC 9156
        assertInOrder(
                packet("google", "DNS", "com. A?"),
                packet("root", "DNS", "com. A: go on at a.gtld-servers.net. (TTL 172800)"),
                packet("google", "DNS", "example.com. A?"),
                packet("gtld", "DNS", "example.com. A: go on at ns.example.com. (TTL 172800)"),
                packet("google", "DNS", "www.example.com. A?"),
                packet("ns", "DNS", "www.example.com. A: 93.184.216.34 (TTL 3600)"),
                packet("google", "DNS", "www.example.com. A: 93.184.216.34 (TTL 3600)"));
    }

    @Test
    void clientAndServerShouldShakeHandsWithTheRightNumbers() { // RFC 9293 section 3.5
        final int syn = packet("laptop", "TCP", "SYN ");
        final int answer = packet("web", "TCP", "SYN-ACK");
        final int ack = packet("laptop", "TCP", "ACK");
        assertInOrder(
                remark("laptop", "connects to 93.184.216.34:443"), syn, answer, remark("laptop", "ESTABLISHED"), ack);
        final long clientIsn = number(syn, "seq ");
        final long serverIsn = number(answer, "seq ");
        assertEquals((clientIsn + 1) & 0xFFFF_FFFFL, number(answer, "ack "));
        assertEquals((clientIsn + 1) & 0xFFFF_FFFFL, number(ack, "seq "));
        assertEquals((serverIsn + 1) & 0xFFFF_FFFFL, number(ack, "ack "));
        assertTrue(((Step.Packet) steps.get(syn)).summary().contains("<mss 1460 sack TS wscale "));
    }

    @Test
    void serverShouldAnswerThroughItsOwnGateway() {
        final List<Hop> syn = hops(packet("laptop", "TCP", "SYN "));
        final Hop answer = hops(packet("web", "TCP", "SYN-ACK")).get(0);
        assertEquals(syn.get(syn.size() - 1).sourceMac(), answer.destinationMac());
        assertEquals("0.0.0.0/0 via 93.184.216.1", answer.route());
        assertEquals(64, answer.timeToLive());
    }

    @Test
    void secondVisitShouldFindNameLinkAddressesAndPortsKnown() {
        assertTrue(
                secondVisit.stream()
                        .anyMatch(step -> step instanceof Step.Remark remark
                                && remark.who().equals("laptop")
                                && remark.text().equals("cache: has www.example.com. A")),
                secondVisit.toString());
        assertEquals(
                List.of("TCP"),
                packets(secondVisit).map(Step.Packet::protocol).distinct().toList());
        assertTrue(packets(secondVisit)
                .flatMap(packet -> packet.hops().stream())
                .noneMatch(hop -> hop.from().equals("switch") && hop.route().contains("flood")));
    }

    private static long number(final int index, final String name) {
        final String summary = ((Step.Packet) steps.get(index)).summary();
        final int begin = summary.indexOf(name) + name.length();
        return Long.parseLong(summary.substring(begin, summary.indexOf(' ', begin)));
    }

    @Test
    void clientShouldBeConnectedARoundTripAfterTheSyn() {
        assertTrue(result.isConnected());
        final List<Hop> syn = hops(packet("laptop", "TCP", "SYN "));
        final List<Hop> answer = hops(packet("web", "TCP", "SYN-ACK"));
        assertEquals(syn.get(0).departNs(), result.synNs());
        assertEquals(answer.get(answer.size() - 1).arriveNs(), result.endNs());
    }
}
