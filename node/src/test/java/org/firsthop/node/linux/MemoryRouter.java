package org.firsthop.node.linux;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.icmp.IcmpConfig;
import org.firsthop.forwarding.ip.ForwardingPolicy;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.config.RouterTables;
import org.firsthop.node.live.NoServices;

/** Our router of {@link RouterScene}, on links in memory. */
final class MemoryRouter {
    private final FramePool pool =
            FramePool.builder().frames(8192).checked(true).build();
    private final FrameAllocator frames = pool.allocator();
    private final List<MemoryLink> links = new ArrayList<>();
    private final FrameBatch batch = new FrameBatch();
    private final Worker worker;
    private final Map<String, Long> dropsBefore = new TreeMap<>();
    private String lastDrops = "";

    MemoryRouter() throws Exception {
        final ReadEpochs epochs = new ReadEpochs(1);
        final ForwardingTables tables = new RouterTables(
                        RouterConfigParser.parse("scene", new StringReader(RouterScene.configuration()), Path.of("")),
                        new ForwardingTables(
                                new InterfaceTable(),
                                new AdjacencyTable(epochs, 1024),
                                new BlockIpv4Fib(epochs),
                                new StrideIpv6Fib(epochs)))
                .tables();
        final Router router = NoServices.on(new Router("router", frames, tables), pool, tables.addresses())
                .policy(new ForwardingPolicy().redirects(false))
                .icmp(new IcmpConfig()
                        .sourceRule(IcmpConfig.SourceRule.EGRESS)
                        .errorLimit(1_000_000_000, 1_000_000_000)
                        .interfaceErrorLimit(1_000_000_000, 1_000_000_000));
        for (int i = 0; i < RouterScene.LINKS; i++) {
            final MemoryLink link = new MemoryLink("link" + i, frames, 16);
            links.add(link);
            router.port(link.right());
        }
        worker = router.worker(() -> 0);
    }

    /** What our router makes of a frame. */
    Outcome forward(final RouterCase one) {
        final int frame = frames.allocate();
        pool.length(frame, one.frame().length);
        pool.buffer().putBytes(pool.offset(frame), one.frame());
        batch.add(frame);
        if (links.get(one.ingress()).left().transmit(batch) != 1) {
            throw new AssertionError("link full");
        }
        batch.clear();
        while (worker.doWork() > 0) {
            // until nothing is left to do
        }
        final Outcome outcome = new Outcome();
        for (int link = 0; link < RouterScene.LINKS; link++) {
            links.get(link).left().receive(batch, FrameBatch.DEFAULT_CAPACITY);
            for (int i = 0; i < batch.size(); i++) {
                final byte[] octets = new byte[pool.length(batch.get(i))];
                pool.buffer().getBytes(pool.offset(batch.get(i)), octets);
                outcome.add(link, octets);
            }
            frames.freeAll(batch);
        }
        final StringBuilder drops = new StringBuilder();
        worker.graph().drops().forEach((reason, count) -> {
            final Long before = dropsBefore.put(reason.name(), count);
            if (before == null || before != count) {
                drops.append(reason).append(' ');
            }
        });
        lastDrops = drops.toString();
        return outcome;
    }

    /** Why something was dropped with the last frame, or no text. */
    String lastDrops() {
        return lastDrops;
    }

    long failures() {
        return worker.graph().drops().get(StageGraph.STAGE_FAILED);
    }
}
