package org.firsthop.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.internet.SimulatedNetwork;
import org.firsthop.node.internet.Topology;
import org.firsthop.node.sim.LinkConfig;
import org.junit.jupiter.api.Test;

/** A simulated LAN in twenty lines: a client, a web server and a name server on a switch, one cable of them bad. */
class SimulatedLanExampleTest {
    @Test
    void shouldConnectByName() throws Exception {
        LinkConfig cable = LinkConfig.ethernet();
        Topology lan = Topology.builder()
                .host("alice", "interface eth0 mac 02:00:00:00:00:01 address 10.0.0.1/24", "nameserver 10.0.0.3")
                .host("bob", "interface eth0 mac 02:00:00:00:00:02 address 10.0.0.2/24", "listen 80")
                .host(
                        "names",
                        "interface eth0 mac 02:00:00:00:00:03 address 10.0.0.3/24",
                        "zone lan.",
                        "record lan. 60 IN SOA names.lan. root.lan. 1 60 60 60 60",
                        "record lan. 60 IN NS names.lan.",
                        "record bob.lan. 60 IN A 10.0.0.2")
                .bridge("switch")
                .link("alice.eth0", "switch", cable.loss(0.1).delay(1_000_000))
                .link("bob.eth0", "switch", cable)
                .link("names.eth0", "switch", cable)
                .build();
        SimulatedNetwork network = SimulatedNetwork.of(lan, 42);
        CompletableFuture<ConnectResult> result = network.connect("alice", "http://bob.lan/");
        network.simulation().run(result::isDone, 30_000_000_000L);
        assertTrue(result.join().isConnected());
    }
}
