package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.firsthop.core.address.MacAddress;
import org.firsthop.node.config.IpAddress;
import org.firsthop.node.config.RouterConfig.InterfaceAddress;
import org.firsthop.node.host.Host;
import org.firsthop.node.http.FileServer;
import org.firsthop.node.live.HostSpec;
import org.firsthop.node.live.InterfaceSpec;
import org.firsthop.node.live.LiveHost;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our host in user space, and the kernel's own host with real clients and servers at the other end of the wire. */
class LiveHostTest {
    private static final int TEN_MEGABYTES = 10_000_000;

    @TempDir
    Path folder;

    private NetworkLab lab;

    @AfterEach
    void clear() {
        if (lab != null) {
            lab.close();
        }
    }

    private void lay() {
        lab = NetworkLab.with("k", "h");
        lab.link("k", "k0", "h", "h0");
        address("k0");
    }

    private void address(final String device) {
        lab.ip("k", "addr add 10.0.0.1/24 dev " + device).ip("k", "addr add fd00::1/64 dev " + device + " nodad");
    }

    private void ping(final String address, final int size) {
        lab.exec("k", Peers.words("ping -c 2 -i 0.02 -W 3 -s " + size + ' ' + address))
                .ok();
    }

    /** A host that serves the folder at port 80. */
    private LiveHost serve(final PortKind kind) throws Exception {
        final LiveHost live;
        if (kind == PortKind.TAP) { // The other end is the kernel of the namespace where the host is.
            lab = NetworkLab.with("k");
            live = lab.closing(lab.in("k", () -> start("tap0", kind)));
            address("tap0");
        } else {
            lay();
            live = lab.closing(lab.in("h", () -> start("h0", kind)));
        }
        final Path root = folder.toRealPath();
        live.submit(host -> {
                    new FileServer(host, root, 64, FileServer.DEFAULT_IDLE_NS, line -> {}).listen(80);
                    return CompletableFuture.completedFuture(true);
                })
                .get(10, TimeUnit.SECONDS);
        return live;
    }

    private static LiveHost start(final String device, final PortKind kind) throws Exception {
        final int slotLength = kind == PortKind.XDP ? 2048 : 65_536 + 256;
        return LiveHost.start(
                new HostSpec(
                        new InterfaceSpec(device, kind, 1500),
                        MacAddress.parse("02:00:00:00:00:09"),
                        List.of(
                                new InterfaceAddress(IpAddress.parse("10.0.0.9"), 24),
                                new InterfaceAddress(IpAddress.parse("fd00::9"), 64)),
                        List.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("fd00::1")),
                        false,
                        false),
                new NodeOptions(
                        1, kind == PortKind.XDP ? 16 * 1024 : 1024, slotLength, false, java.util.Map.of(), null),
                Host.tcp(128).largeRings(16).mediumRings(32).smallRings(64),
                null);
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeCurlAndAnswerPingAndArping(final PortKind kind) throws Exception {
        NetworkLab.require("curl", "ping", "arping");
        final Path file = Peers.file(folder, "ten", TEN_MEGABYTES);
        final LiveHost live = serve(kind);
        Peers.fetch(lab, "k", "http://10.0.0.9/ten", file);
        Peers.fetch(lab, "k", "http://[fd00::9]/ten", file);
        for (final String address : new String[] {"10.0.0.9", "fd00::9"}) {
            for (final int size : new int[] {0, 1, 56, 1452, 1472, 4000}) {
                ping(address, size);
            }
        }
        if (kind != PortKind.XDP) { // A slot holds the largest packet there is.
            ping("10.0.0.9", 65_507);
        }
        final String device = kind == PortKind.TAP ? "tap0" : "k0";
        assertEquals(
                1,
                lab.exec("k", Peers.words("arping -D -c 1 -w 3 -I " + device + " 10.0.0.9"))
                        .code(),
                "duplicate detection finds the address taken");
        live.close();
        assertEquals(
                live.node().workers().get(0).graph().inside(),
                live.node().pool().outstanding(),
                "frames that nobody gave back");
    }

    @Test
    void shouldShowNmapOpenAndClosedPortsAsLinuxDoes() throws Exception {
        NetworkLab.require("nmap", "nc");
        serve(PortKind.PACKET);
        lab.start("k", "nc", "-l", "-k", "10.0.0.1", "80");
        lab.start("k", "nc", "-6", "-l", "-k", "fd00::1", "80");
        Peers.awaitListener(lab, "k", "-Hltn", ":80 ");
        for (final String family : List.of("", " -6")) {
            final boolean six = !family.isEmpty();
            final String ours = nmap("k", family, six ? "fd00::9" : "10.0.0.9");
            assertTrue(ours.contains("80/tcp open") && ours.contains("79/tcp closed"), ours);
            // Linux itself, scanned from a namespace at the other end of the same wire's link.
            lab.ip("h", "addr add " + (six ? "fd00::2/64 dev h0 nodad" : "10.0.0.2/24 dev h0"));
            assertEquals(nmap("h", family, six ? "fd00::1" : "10.0.0.1"), ours);
        }
        final String udp = lab.exec("k", Peers.words("nmap -sU -n -Pn -p 53 10.0.0.9"))
                .ok()
                .output();
        assertTrue(udp.contains("53/udp closed"), udp);
    }

    /** The lines about ports. */
    private String nmap(final String namespace, final String family, final String address) {
        return lab.exec(namespace, Peers.words("nmap" + family + " -sS -n -Pn -p 70-90 " + address))
                .ok()
                .output()
                .lines()
                .filter(line -> line.contains("/tcp ") || line.contains("Not shown"))
                .reduce("", (a, b) -> a + b.replaceAll(" +", " ") + "\n");
    }

    @Test
    void shouldServeOnWhileFloodedWithSyns() throws Exception {
        NetworkLab.require("hping3", "curl");
        final Path file = Peers.file(folder, "ten", TEN_MEGABYTES);
        final LiveHost live = serve(PortKind.PACKET);
        // Sources behind the gateway, which never answer: half-open connections pile up until cookies take over.
        lab.start("k", Peers.words("hping3 -q -S -p 80 -i u3333 --rand-source 10.0.0.9"));
        for (int tries = 0; tries < 100 && synsSeen(live) < 300; tries++) {
            Thread.sleep(50);
        }
        assertTrue(synsSeen(live) >= 300, "300 SYNs have come");
        Peers.fetch(lab, "k", "http://10.0.0.9/ten", file);
        Peers.fetch(lab, "k", "http://[fd00::9]/ten", file);
    }

    private static long synsSeen(final LiveHost live) throws Exception {
        return live.submit(host -> CompletableFuture.completedFuture(
                        host.tcp().engine().counters().received()))
                .get(10, TimeUnit.SECONDS);
    }

    private String host(final String... words) throws Exception {
        final List<String> all =
                new ArrayList<>(List.of(Peers.words("host --interface h0 --address 10.0.0.9/24 --address fd00::9/64")));
        all.addAll(List.of(words));
        return lab.firsthop("h", all.toArray(new String[0]));
    }

    @Test
    void shouldFetchFromNginx() throws Exception {
        lay();
        final Path file = Peers.file(folder, "ten", TEN_MEGABYTES);
        Files.writeString(folder.resolve("page"), "a page");
        Peers.nginx(lab, "k", folder);
        final Path copy = folder.resolve("copy");
        for (final String authority : List.of("10.0.0.1", "[fd00::1]")) {
            final String said = host("--no-dad", "connect", "http://" + authority + "/ten", "-o", copy.toString());
            assertTrue(said.startsWith("0\n") && said.contains("HTTP/1.1 200 OK"), said);
            assertEquals(Peers.digest(file), Peers.digest(copy));
        }
        final String chunked = host("--no-dad", "connect", "http://10.0.0.1/chunked/page", "-o", copy.toString());
        assertTrue(chunked.contains("Transfer-Encoding: chunked"), chunked);
        assertEquals("a page", Files.readString(copy));
        final String missing = host("--no-dad", "connect", "http://10.0.0.1/none");
        assertTrue(missing.contains("HTTP/1.1 404 Not Found"), missing);
        final String refused = host("--no-dad", "connect", "http://10.0.0.1:9/");
        assertTrue(refused.startsWith("1\n") && refused.contains("nothing listens at port 9"), refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bind", "unbound"})
    void shouldResolveThroughServersOfOthers(final String server) throws Exception {
        lay();
        if (server.equals("bind")) {
            Peers.bind(lab, "k", folder);
        } else {
            Peers.unbound(lab, "k", folder);
        }
        for (final String address : List.of("10.0.0.1", "fd00::1")) {
            final String both = host("--no-dad", "--dns", address, "resolve", Peers.NAME);
            assertTrue(both.startsWith("0\n"), both);
            assertTrue(both.contains("IN\tA\t" + Peers.ADDRESS) && both.contains("IN\tAAAA\t" + Peers.ADDRESS6), both);
            final String none = host("--no-dad", "--dns", address, "resolve", "none.example.test", "A");
            assertTrue(none.contains("status: NXDOMAIN"), none);
        }
        if (server.equals("bind")) { // Too long for a datagram: over TCP.
            final String texts = host("--no-dad", "--dns", "10.0.0.1", "resolve", "long.example.test", "TXT");
            assertTrue(texts.contains("ANSWER: 20"), texts);
        }
    }

    /** The same walk as in the simulation, as far as one wire shows it. */
    @Test
    void shouldTellTheWalkThroughAGatewayOfTheKernels() throws Exception {
        lab = NetworkLab.with("h", "r", "s");
        lab.link("h", "h0", "r", "r0").link("r", "r1", "s", "s0");
        lab.ip("r", "addr add 10.0.0.1/24 dev r0").ip("r", "addr add 192.0.2.1/24 dev r1");
        lab.ip("s", "addr add " + Peers.ADDRESS + "/24 dev s0").ip("s", "route add default via 192.0.2.1");
        lab.exec("r", "sysctl", "-qw", "net.ipv4.ip_forward=1").ok();
        Peers.unbound(lab, "s", folder);
        Peers.nginx(lab, "s", folder);
        final Path capture = folder.resolve("walk.pcapng");
        final String walk = connect(
                "--interface h0 --address 10.0.0.9/24 --gateway 10.0.0.1 --no-dad --mac 02:00:00:00:00:09",
                "--dns " + Peers.ADDRESS + " http://" + Peers.NAME + "/ --pcap " + capture);
        final List<String> expected = List.of(
                "host      scheme http, host www.example.test, port 80 (the scheme's own), path /",
                "host      cache: has no www.example.test. A; asks its resolver, 192.0.2.7",
                "192.0.2.7 is on none of my networks (10.0.0.0/24), matches 0.0.0.0/0: goes to",
                "host      ARP who has 10.0.0.1? tell 10.0.0.9",
                "neighbor  ARP 10.0.0.1 is at ",
                "host      DNS www.example.test. A?",
                "gateway   DNS www.example.test. A: 192.0.2.7 (TTL 300)",
                "gateway   TTL 63  ",
                "host      connects to 192.0.2.7:80",
                "host      TCP SYN seq ",
                "gateway   TCP SYN-ACK seq ",
                "host      ESTABLISHED with 192.0.2.7:80",
                "if it sends them with 64, 1 router is on their way",
                "host      TCP ACK seq ",
                "packets    7 (2 ARP, 2 DNS, 3 TCP)");
        int at = walk.startsWith("0\n") ? 0 : -1;
        for (final String step : expected) {
            at = at < 0 ? -1 : walk.indexOf(step, at);
            assertTrue(at >= 0, step + " is missing, or not in its place:\n" + walk);
        }
        assertTrue(Files.size(capture) > 500, "frames were captured");
        final String json = connect(
                "--interface h0 --address 10.0.0.9/24 --gateway 10.0.0.1 --no-dad -T json http://192.0.2.7:81/");
        assertTrue(json.startsWith("1\n[") && json.contains("nothing listens at port 81"), json);
        final String mixed = connect("--interface h0 --address 10.0.0.9/24 --seed 3 http://192.0.2.7/");
        assertTrue(mixed.startsWith("2\n") && mixed.contains("--seed belongs to the simulation"), mixed);
    }

    private String connect(final String... words) throws Exception {
        return lab.firsthop("h", Peers.words("connect " + String.join(" ", words)));
    }

    @Test
    void shouldPingAndTellTimesAndErrors() throws Exception {
        lay();
        final String four = host("--no-dad", "ping", "10.0.0.1", "-c", "3", "-i", "0.02", "-s", "4000");
        assertTrue(four.startsWith("0\n") && four.contains("4008 bytes from 10.0.0.1: icmp_seq=3 ttl=64"), four);
        assertTrue(four.contains("3 packets transmitted, 3 received, 0% packet loss"), four);
        final String six = host("--no-dad", "ping", "fd00::1", "-c", "2", "-i", "0.02");
        assertTrue(six.contains("64 bytes from fd00::1: icmp_seq=2") && six.contains("rtt min/avg/max/mdev"), six);
        lab.ip("k", "route add unreachable 10.7.0.0/16");
        lab.exec("k", "sysctl", "-qw", "net.ipv4.ip_forward=1").ok();
        final String beyond = host("--no-dad", "--gateway", "10.0.0.1", "ping", "10.7.0.1", "-c", "1", "-W", "0.5");
        assertTrue(beyond.startsWith("1\n") && beyond.contains("From 10.0.0.1 icmp_seq=1 host unreachable"), beyond);
    }

    @Test
    void shouldNotTakeAnAddressThatAnotherHas() throws Exception {
        lay();
        for (final String taken : List.of("10.0.0.1/24", "fd00::1/64")) {
            final String said =
                    lab.firsthop("h", Peers.words("host --interface h0 --address " + taken + " ping 10.0.0.5 -c 1"));
            assertTrue(said.startsWith("1\n") && said.contains("h0: another station has " + taken), said);
        }
    }

    @Test
    void shouldEndCleanlyWhenTerminated() throws Exception {
        NetworkLab.require("curl");
        lay();
        Files.writeString(folder.resolve("page"), "a page");
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.firsthop.node.cli.Firsthop"));
        command.addAll(List.of(Peers.words(
                "host --interface h0 --address 10.0.0.9/24 --port-kind xdp --no-dad serve 80 --dir " + folder)));
        final Process server = lab.startUntilSays("h", "firsthop: running", command.toArray(new String[0]));
        assertEquals(
                "a page",
                lab.exec("k", "curl", "-sS", "http://10.0.0.9/page").ok().output());
        assertTrue(lab.exec("h", "ip", "link", "show", "h0").output().contains("xdp"));
        server.destroy(); // SIGTERM
        assertTrue(server.waitFor(10, TimeUnit.SECONDS), "still running");
        assertEquals(128 + 15, server.exitValue());
        assertTrue(!lab.exec("h", "ip", "link", "show", "h0").output().contains("xdp"));
    }
}
