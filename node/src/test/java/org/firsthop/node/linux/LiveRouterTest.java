package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hosts of the kernel's own with a router between them: the kernel first, as the control, then ours. */
class LiveRouterTest {
    private static final int FIFTY_MEGABYTES = 50_000_000;

    @TempDir
    static Path folder;

    private static Path file;

    private NetworkLab lab;

    @BeforeAll
    static void write() throws Exception {
        file = Peers.file(folder, "fifty", FIFTY_MEGABYTES);
    }

    @BeforeEach
    void require() {
        NetworkLab.require("ping");
    }

    @AfterEach
    void clear() {
        if (lab != null) {
            lab.close();
        }
    }

    /** What a router between two hosts must let pass, seen from {@code a}, whose interface is named. */
    private void check(final String left) throws Exception {
        // Across the router and to it: small, as long as the link carries, and in fragments.
        for (final int size : new int[] {0, 1, 56, 1452, 1472, 4000}) {
            for (final String address :
                    new String[] {"10.2.0.2", "10.1.0.1", "10.2.0.1", "fd02::2", "fd01::1", "fd02::1"}) {
                ping(address, size);
            }
        }
        if (NetworkLab.has("arping")) {
            // Whoever is free to take the router's address is told not to; nobody else has the host's own.
            assertEquals(1, arping(left, "-D", "10.1.0.1"), "duplicate detection finds the address taken");
            assertEquals(0, arping(left, "-D", "10.1.0.7"), "an address that nobody has");
            assertEquals(0, arping(left, "10.1.0.1"), "an answer");
        }
        if (NetworkLab.has("nginx") && NetworkLab.has("curl")) {
            Peers.nginx(lab, "b", folder);
            Peers.fetch(lab, "a", "http://10.2.0.2/fifty", file);
            Peers.fetch(lab, "a", "http://[fd02::2]/fifty", file);
        } else {
            Transfer.between(lab, "a", "b", "10.2.0.2");
            Transfer.between(lab, "b", "a", "fd01::2");
        }
        if (NetworkLab.has("unbound") && NetworkLab.has("dig")) {
            Peers.unbound(lab, "b", folder);
            for (final String server : new String[] {"10.2.0.2", "fd02::2"}) {
                for (final String way : new String[] {"+notcp", "+tcp"}) {
                    final String answer = lab.exec(
                                    "a", Peers.words("dig +short +time=3 " + way + " @" + server, Peers.NAME))
                            .ok()
                            .output();
                    assertEquals(Peers.ADDRESS, answer.strip());
                }
            }
        }
    }

    private int arping(final String device, final String... words) {
        return lab.exec("a", Peers.words("arping -c 1 -w 1 -I " + device, String.join(" ", words)))
                .code();
    }

    private void ping(final String address, final int size) {
        lab.exec("a", "ping", "-c", "3", "-i", "0.02", "-W", "3", "-s", "" + size, address)
                .ok();
    }

    @Test
    void shouldPassTheSameChecksWithTheKernelAsRouter() throws Exception {
        lab = TwoHosts.lay();
        TwoHosts.addressKernel(lab);
        lab.exec("r", "sysctl", "-qw", "net.ipv4.ip_forward=1").ok();
        lab.exec("r", "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1").ok();
        check("a0");
    }

    @ParameterizedTest
    @EnumSource(names = {"PACKET", "XDP"})
    void shouldRouteBetweenTwoHosts(final PortKind kind) throws Exception {
        lab = TwoHosts.lay();
        final LiveRouter router = TwoHosts.route(lab, kind, "", NodeOptions.DEFAULT);
        check("a0");
        final String host = "10.1.0.2 dev r0 lladdr "
                + lab.exec("a", "cat", "/sys/class/net/a0/address")
                        .ok()
                        .output()
                        .trim();
        assertTrue(
                router.neighbors().stream()
                        .anyMatch(neighbor -> neighbor.toString().startsWith(host)),
                host + " is none of " + router.neighbors());
        assertTrue(router.node().report().port("r0", "rx-multicast") > 0, "solicitations of neighbors");
        router.close();
        assertTrue(router.neighbors().size() >= 2, "as the worker has left them");
        assertEquals(held(router), router.node().pool().outstanding(), "frames that nobody gave back");
    }

    @Test
    void shouldRouteBetweenTapInterfacesOfThisMachine() throws Exception {
        lab = TwoHosts.namespaces();
        try (LiveRouter router = TwoHosts.route(lab, PortKind.TAP, "", NodeOptions.DEFAULT)) {
            // The other ends of the wires are the TAP interfaces themselves: they move to the hosts.
            lab.ip("r", "link set r0 netns " + lab.name("a")).ip("r", "link set r1 netns " + lab.name("b"));
            lab.ip("a", "link set r0 up").ip("b", "link set r1 up");
            TwoHosts.address(lab, "r0", "r1");
            check("r0");
            assertTrue(router.node().report().port("r0", "rx-packets") > 0);
        }
    }

    @Test
    void shouldAnswerArpForItsOwnAddress() throws Exception {
        NetworkLab.require("arping");
        lab = TwoHosts.lay();
        try (LiveRouter router = TwoHosts.route(lab, PortKind.PACKET, "", NodeOptions.DEFAULT)) {
            final String answer = lab.exec("a", "arping", "-c", "1", "-w", "3", "-I", "a0", "10.1.0.1")
                    .ok()
                    .output();
            assertTrue(answer.contains("02:00:00:00:00:01"), answer);
            assertEquals(
                    1,
                    lab.exec("a", "arping", "-D", "-c", "1", "-w", "3", "-I", "a0", "10.1.0.1")
                            .code(),
                    "duplicate detection finds the address taken");
            assertTrue(router.node().report().port("r0", "tx-packets") >= 2);
        }
    }

    private static long held(final LiveRouter router) {
        return router.node().workers().stream()
                .mapToLong(worker -> worker.graph().inside())
                .sum();
    }
}
