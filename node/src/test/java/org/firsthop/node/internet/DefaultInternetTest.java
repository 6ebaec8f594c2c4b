package org.firsthop.node.internet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.firsthop.node.host.ConnectObserver;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.HttpUrl;
import org.firsthop.node.sim.Link;
import org.junit.jupiter.api.Test;

class DefaultInternetTest {
    private final SimulatedNetwork network;

    DefaultInternetTest() throws Exception {
        network = SimulatedNetwork.of(Topology.defaultInternet(), 1);
    }

    private ConnectResult connect(final String url, final boolean ipv6) throws Exception {
        final CompletableFuture<ConnectResult> result =
                network.connector("laptop", ipv6, new ConnectObserver() {}).connect(HttpUrl.parse(url));
        network.simulation().wake(network.host("laptop"));
        assertTrue(network.simulation().run(result::isDone, network.simulation().nowNs() + 40_000_000_000L));
        network.settle(1_000_000_000L);
        return result.join();
    }

    @Test
    void shouldConnectToTheExample() throws Exception {
        final ConnectResult result = connect("https://www.example.com/", false);
        assertTrue(result.isConnected(), String.valueOf(result.failure()));
        assertEquals("93.184.216.34:443", String.valueOf(result.remote()));
        assertNotNull(result.info());
        assertEquals(0, network.simulation().frames().pool().outstanding());
        for (final Link link : network.links().values()) {
            assertEquals(0, link.left().dropped() + link.right().dropped(), link.name());
        }
    }

    @Test
    void shouldConnectOverIpv6WhenAsked() throws Exception {
        final ConnectResult result = connect("https://www.example.com/", true);
        assertTrue(result.isConnected(), String.valueOf(result.failure()));
        assertEquals("[2606:2800:220:1:248:1893:25c8:1946]:443", String.valueOf(result.remote()));
    }

    @Test
    void shouldFindNamesInItsCacheTheSecondTime() throws Exception {
        connect("https://www.example.com/", false);
        final ConnectResult again = connect("http://www.example.com/", false);
        assertTrue(again.isConnected());
        assertEquals(again.beginNs(), again.namedNs());
    }

    @Test
    void shouldSayThatANameDoesNotExist() throws Exception {
        assertEquals(
                "nosuch.example.com does not exist: 8.8.8.8 says NXDOMAIN",
                connect("https://nosuch.example.com/", false).failure());
    }

    @Test
    void shouldSayThatAPortIsClosed() throws Exception {
        assertEquals(
                "93.184.216.34:81 refuses connections: nothing listens at port 81",
                connect("http://www.example.com:81/", false).failure());
    }

    @Test
    void shouldFollowAliases() throws Exception {
        assertTrue(connect("https://blog.example.com/", false).isConnected());
    }
}
