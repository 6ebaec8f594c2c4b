package org.firsthop.node.internet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.StreamHandler;
import org.firsthop.node.host.TcpStream;
import org.firsthop.node.sim.LinkConfig;
import org.junit.jupiter.api.Test;

/**
 * Many hosts that each open a connection through the same network: access switches and routers, a core router, one server.
 *
 * <p>{@code -Dfirsthop.hosts=10000} makes it as many, and the figures are printed: connections a second of real time, frame-hops,
 * memory and allocation.
 */
class ManyHostsTest {
    private static final int HOSTS = Integer.getInteger("firsthop.hosts", 400);
    private static final int HOSTS_A_SWITCH = 100;
    private static final int FRAMES = 4_096;
    private static final long BETWEEN_NS = 50_000;

    @Test
    void shouldLetEachHostConnect() throws Exception {
        final Topology.Builder builder = Topology.builder();
        final int switches = (HOSTS + HOSTS_A_SWITCH - 1) / HOSTS_A_SWITCH;
        final List<String> core = new ArrayList<>();
        core.add("interface web mac 02:01:00:00:00:01 address 93.184.216.1/24");
        for (int s = 0; s < switches; s++) {
            core.add("interface a" + s + " mac " + mac(1, s) + " address 172.16." + s + ".1/30");
            core.add("route 10.0." + s + ".0/24 via 172.16." + s + ".2 dev a" + s);
            builder.router(
                    "access" + s,
                    "interface lan mac " + mac(2, s) + " address 10.0." + s + ".1/24",
                    "interface up mac " + mac(3, s) + " address 172.16." + s + ".2/30",
                    "route default via 172.16." + s + ".1 dev up");
            builder.bridge("switch" + s);
        }
        builder.router("core", core.toArray(new String[0]));
        builder.host(
                "web",
                "interface eth0 mac 02:01:00:00:00:02 address 93.184.216.34/24",
                "route default via 93.184.216.1 dev eth0",
                "connections " + 2 * HOSTS,
                "listen 80");
        for (int h = 0; h < HOSTS; h++) {
            final int s = h / HOSTS_A_SWITCH;
            builder.host(
                    "host" + h,
                    "interface eth0 mac " + mac(4, h) + " address 10.0." + s + '.' + (2 + h % HOSTS_A_SWITCH) + "/24",
                    "connections 2",
                    "route default via 10.0." + s + ".1 dev eth0");
        }
        for (int s = 0; s < switches; s++) {
            builder.link(
                    "core.a" + s, "access" + s + ".up", LinkConfig.ethernet().delay(1_000_000));
            builder.link("access" + s + ".lan", "switch" + s, LinkConfig.ethernet());
        }
        builder.link("core.web", "web.eth0", LinkConfig.ethernet().rate(10_000_000_000L));
        for (int h = 0; h < HOSTS; h++) {
            builder.link("host" + h + ".eth0", "switch" + h / HOSTS_A_SWITCH, LinkConfig.ethernet());
        }
        final long begin = System.nanoTime();
        final SimulatedNetwork network = SimulatedNetwork.of(builder.build(), 1, FRAMES);
        final long built = System.nanoTime();
        final Endpoint web = new Endpoint(Ipv6Address.ofIpv4Mapped(Ipv4Address.parse("93.184.216.34")), 80);
        final int[] connected = new int[1];
        for (int h = 0; h < HOSTS; h++) {
            final Host host = network.host("host" + h);
            network.simulation().at(1_000 + h * BETWEEN_NS, () -> {
                host.tcp().connect(web, new StreamHandler() {
                    @Override
                    public void onConnected(final TcpStream stream) {
                        connected[0]++;
                    }
                });
                network.simulation().wake(host);
            });
        }
        final com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        final long usedBefore = threads.getCurrentThreadCpuTime();
        final long started = System.nanoTime();
        network.simulation().run(() -> connected[0] == HOSTS, 600_000_000_000L);
        final double seconds = (System.nanoTime() - started) / 1e9;
        final double processorSeconds = (threads.getCurrentThreadCpuTime() - usedBefore) / 1e9;
        final long allocated = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        assertEquals(HOSTS, connected[0]);
        System.gc();
        final Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "%d hosts: built in %.2f s; %.0f connections/s of real time, %d frame-hops, %.2f million/s of real"
                        + " time, %.2f of the processor's; heap %d MiB,"
                        + " allocated %d octets a connection%n",
                HOSTS,
                (built - begin) / 1e9,
                HOSTS / seconds,
                network.simulation().frameHops(),
                network.simulation().frameHops() / seconds / 1e6,
                network.simulation().frameHops() / processorSeconds / 1e6,
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                allocated / HOSTS);
    }

    private static String mac(final int kind, final int number) {
        return String.format("02:0%d:00:%02x:%02x:%02x", kind, number >> 16, (number >> 8) & 0xFF, number & 0xFF);
    }
}
