package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.port.Port;
import org.junit.jupiter.api.Test;

class CoalescerTest {
    private static final int ROOM = 15 * 1024;

    private final MemoryRegion first = MemoryRegion.allocate(2_048);
    private final MemoryRegion other = MemoryRegion.allocate(2_048);
    private final MemoryRegion whole = MemoryRegion.allocate(VirtioHeader.LENGTH + ROOM);
    private final Coalescer coalescer = new Coalescer();
    private final Segmenter segmenter = new Segmenter();
    private final FramePool pool = FramePool.builder().frames(2_048).build();
    private final FrameAllocator frames = pool.allocator();

    private static void put(final MemoryRegion region, final byte[] frame) {
        region.buffer().putBytes(0, frame);
    }

    /** Whatever is joined is cut into the same packets, octet for octet. */
    @Test
    void cuttingIsTheInverseOfJoining() {
        int joined = 0;
        for (int seed = 0; seed < 60; seed++) {
            final List<byte[]> sent = new FlowFrames(seed).next(400);
            int at = 0;
            while (at < sent.size()) {
                final int count = join(sent, at);
                for (int i = 0; count > 1 && i < count; i++) {
                    assertTrue(segmenter.hasNext(), "seed " + seed);
                    final int frame = frames.allocate();
                    segmenter.next(pool, frame);
                    final byte[] cut = new byte[pool.length(frame)];
                    pool.buffer().getBytes(pool.offset(frame), cut);
                    assertArrayEquals(sent.get(at + i), cut, "seed " + seed + ", frame " + (at + i));
                    frames.free(frame);
                }
                assertFalse(segmenter.hasNext());
                joined += count - 1;
                at += count;
            }
        }
        assertTrue(joined > 60 * 400 / 4, joined + " joined");
    }

    /** Joins as many as can be, and begins to cut the whole; returns how many were joined. */
    private int join(final List<byte[]> sent, final int at) {
        final byte[] leader = sent.get(at);
        put(first, leader);
        if (!coalescer.begin(first.address(), leader.length)) {
            return 1;
        }
        whole.buffer().putBytes(VirtioHeader.LENGTH, leader);
        int count = 1;
        for (; at + count < sent.size(); count++) {
            final byte[] next = sent.get(at + count);
            put(other, next);
            final int end = coalescer.length();
            if (!coalescer.join(first.address(), other.address(), next.length, ROOM)) {
                break;
            }
            assertTrue(Coalescer.mayJoin(first.address(), leader.length, other.address(), next.length));
            final int headers = coalescer.headersLength();
            whole.buffer().putBytes(VirtioHeader.LENGTH + end, next, headers, next.length - headers);
        }
        assertEquals(count, coalescer.packets());
        if (count > 1) {
            final long frame = whole.address() + VirtioHeader.LENGTH;
            coalescer.finish(frame, whole.address(), coalescer.length());
            assertTrue(segmenter.begin(frame, coalescer.length(), whole.address(), pool.maxFrameLength()));
        }
        return count;
    }

    @Test
    void shouldStopAtTheLimits() {
        final byte[] frame = new FlowFrames(3).next(1).get(0);
        put(first, frame);
        if (coalescer.begin(first.address(), frame.length)) {
            assertFalse(coalescer.join(first.address(), first.address(), frame.length, frame.length), "no room");
        }
        final Random random = new Random(5);
        final byte[] noise = new byte[100];
        for (int round = 0; round < 100_000; round++) {
            random.nextBytes(noise);
            noise[12] = 8;
            noise[13] = 0;
            noise[14] = 0x45;
            put(first, noise);
            assertFalse(coalescer.begin(first.address(), random.nextInt(noise.length + 1)), "noise has no checksum");
        }
    }

    /** The kernel, or the interface at the other end, cuts as the segmenter does: what is sent is received, in order. */
    @Test
    void shouldBeCutByTheKernelIntoTheSamePackets() throws Exception {
        NetworkLab.require("ethtool");
        for (final String offloads : List.of("on", "off")) {
            for (final boolean byXdp : new boolean[] {false, true}) {
                try (NetworkLab lab = NetworkLab.with("a", "b")) {
                    lab.link("a", "a0", "b", "b0");
                    lab.exec("a", "ethtool", "-K", "a0", "tx", offloads, "gso", offloads, "tso", offloads)
                            .ok();
                    final Port from = lab.closing(lab.in("a", () -> open(lab, byXdp)));
                    final Port to =
                            lab.closing(lab.in("b", () -> PacketPort.open("b0", 1500, PacketRing.DEFAULT, 0, frames)));
                    for (int seed = 100; seed < 110; seed++) {
                        send(from, to, new FlowFrames(seed).next(250));
                    }
                    if (offloads.equals("on")) {
                        final String count = lab.exec("a", "cat", "/sys/class/net/a0/statistics/tx_packets")
                                .ok()
                                .output()
                                .trim();
                        assertTrue(Integer.parseInt(count) < 2_000, count + " of 2,500 sent by themselves");
                    }
                }
            }
        }
    }

    private Port open(final NetworkLab lab, final boolean byXdp) throws Exception {
        return byXdp
                ? lab.closing(XdpInterface.attach("a0", 1500, 1)).open(0, frames, 256)
                : PacketPort.open("a0", 1500, PacketRing.DEFAULT, 0, frames);
    }

    private void send(final Port from, final Port to, final List<byte[]> sent) throws Exception {
        final FrameBatch batch = new FrameBatch();
        for (final byte[] octets : sent) {
            final int frame = frames.allocate();
            pool.length(frame, octets.length);
            pool.buffer().putBytes(pool.offset(frame), octets);
            batch.add(frame);
        }
        assertEquals(sent.size(), from.transmit(batch));
        batch.clear();
        int expected = 0;
        for (int tries = 0; tries < 5_000 && expected < sent.size(); tries++) {
            to.receive(batch, 256);
            for (int i = 0; i < batch.size(); i++) {
                final int frame = batch.get(i);
                final byte[] octets = new byte[pool.length(frame)];
                pool.buffer().getBytes(pool.offset(frame), octets);
                if (octets[5] == 9) { // Ours, not what the kernel says by itself.
                    assertArrayEquals(sent.get(expected), octets, "frame " + expected);
                    expected++;
                }
            }
            frames.freeAll(batch);
            batch.clear();
            if (expected < sent.size()) {
                Thread.sleep(1);
            }
        }
        assertEquals(sent.size(), expected);
    }
}
