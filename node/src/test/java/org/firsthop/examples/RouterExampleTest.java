package org.firsthop.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.junit.jupiter.api.Test;

/** The router of the README, run; and the README's text held against it. */
class RouterExampleTest {
    @Test
    void shouldForwardAPacket() {
        // README begin
        FrameAllocator frames = FramePool.builder().frames(4096).build().allocator();
        MemoryLink lan = new MemoryLink("lan", frames, 64);
        MemoryLink wan = new MemoryLink("wan", frames, 64);

        InterfaceTable interfaces = new InterfaceTable();
        IpInterface lan0 = interfaces.add("lan0", MacAddress.parse("02:00:00:00:00:01"), 1500);
        IpInterface wan0 = interfaces.add("wan0", MacAddress.parse("02:00:00:00:00:02"), 1500);
        ReadEpochs epochs = new ReadEpochs(1);
        ForwardingTables tables = new ForwardingTables(
                interfaces, new AdjacencyTable(epochs, 1024), new BlockIpv4Fib(epochs), new StrideIpv6Fib(epochs));
        tables.addAddress(lan0, Ipv4Address.parse("192.168.1.1"), 24);
        tables.addRoute(0, 0, tables.nextHop(wan0, Ipv4Address.parse("203.0.113.1")));
        tables.addNeighbor(wan0, Ipv4Address.parse("203.0.113.1"), MacAddress.parse("aa:bb:cc:dd:ee:ff"));

        Worker worker = new Router("router", frames, tables)
                .port(lan.right())
                .port(wan.right())
                .worker(SystemNanoClock.INSTANCE);
        worker.doWork(); // or: new AgentRunner(idleStrategy, errorHandler, null, worker)
        // README end

        final FrameBatch batch = new FrameBatch();
        batch.add(packet(frames));
        lan.left().transmit(batch);
        worker.doWork();
        batch.clear();
        assertEquals(1, wan.left().receive(batch, 1));
        final FramePool pool = frames.pool();
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(pool.buffer(), pool.offset(batch.get(0)) + 14);
        assertEquals(63, ip.ttl());
        assertTrue(ip.isChecksumValid());
    }

    private static int packet(final FrameAllocator frames) {
        final FramePool pool = frames.pool();
        final int frame = frames.allocate();
        pool.length(frame, 60);
        new EthernetFlyweight()
                .wrap(pool.buffer(), pool.offset(frame))
                .destination(MacAddress.parse("02:00:00:00:00:01"))
                .source(MacAddress.parse("a0:b2:c3:d4:e5:f6"))
                .etherType(EtherType.IPV4);
        new Ipv4Flyweight()
                .wrap(pool.buffer(), pool.offset(frame) + 14)
                .writeDefaults()
                .totalLength(46)
                .ttl(64)
                .source(Ipv4Address.parse("192.168.1.100"))
                .destination(Ipv4Address.parse("93.184.216.34"))
                .fillChecksum();
        return frame;
    }

    @Test
    void shouldStandInTheReadmeAsItStandsHere() throws IOException {
        final Path root = Path.of(System.getProperty("firsthop.root"));
        final String source =
                Files.readString(root.resolve("node/src/test/java/org/firsthop/examples/RouterExampleTest.java"));
        final int begin = source.indexOf("// README begin\n") + "// README begin\n".length();
        final String example = source.substring(begin, source.indexOf("// README end", begin))
                .stripIndent()
                .strip();
        final String readme = Files.readString(root.resolve("README.md"));
        assertTrue(readme.contains("```java\n" + example + "\n```"), "README.md does not hold the example as it is");
    }
}
