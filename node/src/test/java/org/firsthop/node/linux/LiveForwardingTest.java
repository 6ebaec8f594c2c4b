package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a router does beyond passing packets on, as the kernel's own hosts on both sides of it see it. */
class LiveForwardingTest {
    private NetworkLab lab;

    @BeforeEach
    void lay() {
        NetworkLab.require("ping");
        lab = TwoHosts.lay();
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    private LiveRouter start(final String more) throws Exception {
        return TwoHosts.route(lab, PortKind.PACKET, more, NodeOptions.DEFAULT);
    }

    private String ping(final String... arguments) {
        final List<String> words = new java.util.ArrayList<>(List.of("ping", "-n", "-c", "1", "-W", "3"));
        words.addAll(List.of(arguments));
        return lab.exec("a", words.toArray(new String[0])).ok().output();
    }

    // RFC 791 section 3.1: each hop on both ways, by the address with which it sends on.
    @Test
    void shouldBeSeenByPingThatRecordsTheRoute() throws Exception {
        start("");
        final String text = ping("-R", "10.2.0.2");
        final List<String> addresses = Pattern.compile("10\\.\\d\\.0\\.\\d")
                .matcher(text.substring(text.indexOf("RR:"), text.indexOf("---")))
                .results()
                .map(java.util.regex.MatchResult::group)
                .distinct()
                .toList();
        assertEquals(List.of("10.1.0.2", "10.2.0.1", "10.2.0.2", "10.1.0.1"), addresses, text);
    }

    @Test
    void shouldReflectTheRouteThatPingRecords() throws Exception {
        start("");
        final String text = ping("-R", "10.1.0.1");
        assertTrue(text.contains("RR: \t10.1.0.2\n\t10.1.0.1\n\t10.1.0.2"), text);
    }

    // RFC 791 section 3.1, RFC 1812 section 5.3.13.6: the router's clock and the kernel's are the same here.
    @Test
    void shouldBeSeenByPingThatAsksForTimestamps() throws Exception {
        start("");
        final String text = ping("-T", "tsandaddr", "10.2.0.2");
        assertTrue(text.contains("10.2.0.1"), text);
        assertFalse(text.contains("not-standard"), text);
        // Four entries have room: on the way back the router and the asker find none.
        assertTrue(text.contains("Unrecorded hops: 2"), text);
        final String only = ping("-T", "tsonly", "10.2.0.2");
        assertTrue(only.contains("TS:"), only);
        assertFalse(only.contains("not-standard"), only);
        final String prescribed = ping("-T", "tsprespec", "10.2.0.1", "10.2.0.2", "10.2.0.2");
        assertTrue(prescribed.contains("10.2.0.1"), prescribed);
    }

    // RFC 1812 section 5.2.7.1 code 13, RFC 4443 section 3.1 code 1.
    @Test
    void shouldFilterByAccessLists() throws Exception {
        final LiveRouter router = start("""
            filter in r0 permit icmp type 8
            filter in r0 permit tcp to 10.2.0.2 dport 4000-65535
            filter in r0 reject
            """);
        ping("10.2.0.2");
        Transfer.between(lab, "a", "b", "10.2.0.2");
        final NetworkLab.Result refused = lab.exec("a", "ping", "-n", "-c", "1", "-W", "3", "fd02::2");
        assertTrue(refused.output().contains("Administratively prohibited"), refused.output());
        final java.io.StringWriter text = new java.io.StringWriter();
        final java.io.PrintWriter out = new java.io.PrintWriter(text);
        Thread.sleep(20); // Counters are published each millisecond.
        router.node().report().print(out);
        out.flush();
        assertTrue(
                Pattern.compile("in r0.*\\n"
                                + " +packets +bytes\\n"
                                + " +1 +84  permit icmp type 8\\n"
                                + " +\\d+ +\\d+  permit tcp.*\\n"
                                + " +\\d+ +\\d+  reject")
                        .matcher(text.toString())
                        .find(),
                text.toString());
    }

    // RFC 1812 section 5.2.7.2: the kernel takes the router's word for a neighbor on its own link.
    @Test
    void shouldRedirectAHostToABetterRouter() throws Exception {
        // The kernel believes it once it knows the better router's link address.
        lab.ip("a", "neigh add 10.1.0.99 lladdr 02:00:00:00:00:99 dev a0");
        lab.exec("a", "sysctl", "-qw", "net.ipv4.conf.all.accept_redirects=1").ok();
        lab.exec("a", "sysctl", "-qw", "net.ipv4.conf.a0.accept_redirects=1").ok();
        lab.exec("a", "sysctl", "-qw", "net.ipv4.conf.all.secure_redirects=0").ok();
        lab.exec("a", "sysctl", "-qw", "net.ipv4.conf.a0.secure_redirects=0").ok();
        start("""
            route 198.18.0.0/15 via 10.1.0.99 dev r0
            neighbor 10.1.0.99 lladdr 02:00:00:00:00:99 dev r0
            """);
        final String text = lab.exec("a", "ping", "-n", "-c", "2", "-i", "0.2", "-W", "1", "198.18.0.1")
                .output();
        assertTrue(text.contains("Redirect Host"), text);
        assertTrue(text.contains("10.1.0.99"), text);
        final String route =
                lab.exec("a", "ip", "route", "get", "198.18.0.1").ok().output();
        assertTrue(route.contains("via 10.1.0.99"), route);
    }
}
