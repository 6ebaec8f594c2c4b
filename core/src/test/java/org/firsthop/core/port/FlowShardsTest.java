package org.firsthop.core.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.FlowHash;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.junit.jupiter.api.Test;

class FlowShardsTest {
    private static final int SHARDS = 3;
    private static final int SEQUENCE_OFFSET = 42;

    /** No more frames than a link has containers, however few lie in each, so that none is refused. */
    private static final int MAX_UNDER_WAY = 60;

    private final FramePool pool =
            FramePool.builder().frames(4096).checked(true).build();
    private final FrameAllocator frames = pool.allocator();
    private final MemoryLink wire = new MemoryLink("wire", frames, 16);

    private int packet(final int flow, final int sequence) {
        final int frame = frames.allocate();
        pool.length(frame, 60);
        final int offset = pool.offset(frame);
        new EthernetFlyweight().wrap(pool.buffer(), offset).etherType(EtherType.IPV4);
        new Ipv4Flyweight()
                .wrap(pool.buffer(), offset + 14)
                .writeDefaults()
                .totalLength(46)
                .protocol(IpProtocol.UDP)
                .source(0x0A000001)
                .destination(0x0A000002);
        pool.buffer().putInt(offset + 34, flow);
        pool.buffer().putInt(offset + SEQUENCE_OFFSET, sequence);
        return frame;
    }

    private int flow(final int frame) {
        return pool.buffer().getInt(pool.offset(frame) + 34);
    }

    private int sequence(final int frame) {
        return pool.buffer().getInt(pool.offset(frame) + SEQUENCE_OFFSET);
    }

    private FlowShards shards(final List<MemoryLink> links) {
        return new FlowShards(
                wire.right(), links.stream().map(MemoryLink::left).toList(), FlowHash.symmetric(), frames, 64);
    }

    @Test
    void shouldKeepEachFlowOnOneShardInOrder() {
        final List<MemoryLink> links = new ArrayList<>();
        for (int i = 0; i < SHARDS; i++) {
            links.add(new MemoryLink("shard" + i, frames, 8));
        }
        final FlowShards shards = shards(links);
        final SplittableRandom random = new SplittableRandom(1);
        final Map<Integer, Integer> shardOfFlow = new HashMap<>();
        final Map<Integer, Integer> next = new HashMap<>();
        final Map<Integer, Integer> received = new HashMap<>();
        final FrameBatch batch = new FrameBatch();
        final int[] frequencies = new int[SHARDS];
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 64; i++) {
                final int flow = random.nextInt(200);
                batch.add(packet(flow, next.merge(flow, 1, Integer::sum)));
            }
            wire.left().transmit(batch);
            batch.clear();
            shards.doWork();
            for (int shard = 0; shard < SHARDS; shard++) {
                links.get(shard).right().receive(batch, 64);
                frequencies[shard] += batch.size();
                for (int i = 0; i < batch.size(); i++) {
                    final int flow = flow(batch.get(i));
                    shardOfFlow.putIfAbsent(flow, shard);
                    assertEquals(shardOfFlow.get(flow), shard);
                    assertEquals(received.merge(flow, 1, Integer::sum), sequence(batch.get(i)));
                }
                frames.freeAll(batch);
            }
        }
        for (final int frequency : frequencies) {
            assertTrue(frequency > 6400 / SHARDS / 2, "a shard got " + frequency + " of 6,400 frames of 200 flows");
        }
        assertEquals(0, shards.shardOverflows());
        assertEquals(List.of(), pool.owned());
    }

    @Test
    void shouldFreeAndCountWhatAFullLinkDoesNotTake() {
        final MemoryLink link = new MemoryLink("shard", frames, 1);
        final FlowShards shards = shards(List.of(link));
        final FrameBatch batch = new FrameBatch();
        for (int i = 0; i < 100; i++) {
            batch.add(packet(i, 0));
        }
        wire.left().transmit(batch);
        batch.clear();
        shards.doWork();
        shards.doWork();
        assertEquals(36, shards.shardOverflows());
        assertEquals(64, pool.outstanding());
        link.right().receive(batch, 100);
        frames.freeAll(batch);
        assertEquals(List.of(), pool.owned());
    }

    @Test
    void shouldSendWhatWorkersTransmitByThePort() {
        final MemoryLink link = new MemoryLink("shard", frames, 32);
        final FlowShards shards = shards(List.of(link));
        final FrameBatch batch = new FrameBatch();
        for (int i = 0; i < 2000; i++) {
            batch.add(packet(1, i));
        }
        assertEquals(2000, link.right().transmit(batch));
        batch.clear();
        for (int i = 0; i < 40; i++) {
            shards.doWork();
        }
        assertEquals(2000 - 16 * 64, shards.portOverflows());
        wire.left().receive(batch, 2000);
        for (int i = 0; i < batch.size(); i++) {
            assertEquals(i, sequence(batch.get(i)));
        }
        frames.freeAll(batch);
        assertEquals(List.of(), pool.owned());
    }

    @Test
    void shouldGiveFramesOfNoFlowToTheFirstShard() {
        final List<MemoryLink> links = List.of(new MemoryLink("a", frames, 4), new MemoryLink("b", frames, 4));
        final FlowShards shards = shards(links);
        final FrameBatch batch = new FrameBatch();
        for (int i = 0; i < 20; i++) {
            final int frame = packet(i, i);
            new EthernetFlyweight().wrap(pool.buffer(), pool.offset(frame)).etherType(EtherType.ARP);
            batch.add(frame);
        }
        wire.left().transmit(batch);
        batch.clear();
        shards.doWork();
        assertEquals(20, links.get(0).right().receive(batch, 64));
        frames.freeAll(batch);
    }

    @Test
    void shouldKeepOrderWhenWorkersAreThreads() throws InterruptedException {
        final List<MemoryLink> links = new ArrayList<>();
        final List<Thread> workers = new ArrayList<>();
        final AtomicBoolean isRunning = new AtomicBoolean(true);
        for (int i = 0; i < 2; i++) {
            final FrameAllocator workersFrames = pool.allocator();
            final MemoryLink link = new MemoryLink("shard" + i, frames, workersFrames, 64);
            links.add(link);
            workers.add(new Thread(() -> {
                final FrameBatch batch = new FrameBatch();
                while (isRunning.get()) {
                    if (link.right().receive(batch, 64) == 0) {
                        Thread.onSpinWait();
                    }
                    workersFrames.free(batch, link.right().transmit(batch), batch.size());
                    batch.clear();
                }
            }));
        }
        workers.forEach(worker -> worker.setDaemon(true));
        workers.forEach(Thread::start);
        final FlowShards shards = shards(links);
        final Map<Integer, Integer> next = new HashMap<>();
        final Map<Integer, Integer> returned = new HashMap<>();
        final FrameBatch batch = new FrameBatch();
        final SplittableRandom random = new SplittableRandom(2);
        int sent = 0;
        int back = 0;
        while (back < 20_000) {
            for (int i = 0; i < 32 && sent < 20_000 && sent - back < MAX_UNDER_WAY; i++, sent++) {
                final int flow = random.nextInt(50);
                batch.add(packet(flow, next.merge(flow, 1, Integer::sum)));
            }
            wire.left().transmit(batch);
            batch.clear();
            shards.doWork();
            back += wire.left().receive(batch, 256);
            for (int i = 0; i < batch.size(); i++) {
                assertEquals(returned.merge(flow(batch.get(i)), 1, Integer::sum), sequence(batch.get(i)));
            }
            frames.freeAll(batch);
        }
        isRunning.set(false);
        for (final Thread worker : workers) {
            worker.join();
        }
        assertEquals(0, shards.shardOverflows() + shards.portOverflows());
        assertEquals(List.of(), pool.owned());
    }

    @Test
    void shouldRefuseToHaveNoShards() {
        assertThrows(IllegalArgumentException.class, () -> shards(List.of()));
    }
}
