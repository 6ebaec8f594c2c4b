package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every live port does: a wire made of two of them, between two hosts of the kernel's own, carries everything unchanged.
 */
abstract class LivePortContract {
    private static final PacketRing RING = new PacketRing(128 * 1024, 2, 1);

    NetworkLab lab;
    CrossConnect wire;
    final FramePool pool = FramePool.builder().frames(4096).checked(true).build();

    /** Makes namespaces {@code a} and {@code b} and a wire from {@code a}'s interface a0 to {@code b}'s interface b0. */
    abstract CrossConnect connect(FrameAllocator frames) throws Exception;

    @BeforeEach
    void lay() throws Exception {
        lab = NetworkLab.with("a", "wire", "b");
        try {
            wire = lab.closing(connect(pool.allocator()));
            lab.ip("a", "addr add 10.0.0.1/24 dev a0").ip("b", "addr add 10.0.0.2/24 dev b0");
            lab.ip("a", "addr add fd00::1/64 dev a0 nodad").ip("b", "addr add fd00::2/64 dev b0 nodad");
        } catch (final Exception | Error e) {
            lab.close();
            throw e;
        }
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    @Test
    void shouldCarryPingsOfEverySize() {
        NetworkLab.require("ping");
        for (final int size : new int[] {0, 1, 17, 18, 56, 999, 1472, 4000}) {
            lab.exec("a", "ping", "-c", "2", "-i", "0.01", "-W", "2", "-s", "" + size, "10.0.0.2")
                    .ok();
        }
        lab.exec("a", "ping", "-c", "2", "-i", "0.01", "-W", "2", "-s", "1400", "fd00::2")
                .ok();
    }

    @Test
    void shouldCarryTcpWithOffloadsOnBothSides() throws Exception {
        Transfer.between(lab, "a", "b", "10.0.0.2");
    }

    @Test
    void shouldCarryTcpOverIpv6WithOffloadsOnBothSides() throws Exception {
        Transfer.between(lab, "a", "b", "fd00::2");
    }

    /** The kernel takes tags out of received frames and keeps them beside; they must be back where they were. */
    @Test
    void shouldCarryTaggedFramesUnchanged() throws Exception {
        final FrameAllocator frames = FramePool.builder().frames(256).build().allocator();
        final PacketPort from = lab.closing(lab.in("a", () -> PacketPort.open("a0", 1500, RING, 0, frames)));
        final PacketPort to = lab.closing(lab.in("b", () -> PacketPort.open("b0", 1500, RING, 0, frames)));
        final FramePool own = frames.pool();
        final byte[] octets = new byte[90];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (i * 7 + 2);
        }
        // Two tags, then a protocol for experiments that no kernel answers (IEEE 802).
        System.arraycopy(
                new byte[] {(byte) 0x88, (byte) 0xA8, 0x20, 0x07, (byte) 0x81, 0, 0, 9, (byte) 0x88, (byte) 0xB5},
                0,
                octets,
                12,
                10);
        final FrameBatch batch = new FrameBatch();
        final int frame = frames.allocate();
        own.length(frame, octets.length);
        own.buffer().putBytes(own.offset(frame), octets);
        batch.add(frame);
        assertEquals(1, from.transmit(batch));
        batch.clear();

        final byte[] received = new byte[octets.length];
        for (int tries = 0; tries < 5_000; tries++) {
            to.receive(batch, 16);
            for (int i = 0; i < batch.size(); i++) {
                if (own.length(batch.get(i)) == octets.length) {
                    own.buffer().getBytes(own.offset(batch.get(i)), received);
                    if (Arrays.equals(octets, received)) {
                        return;
                    }
                }
            }
            frames.freeAll(batch);
            Thread.sleep(1);
        }
        assertArrayEquals(octets, received);
    }

    @Test
    void shouldKeepNoFrame() throws Exception {
        Transfer.between(lab, "a", "b", "10.0.0.2");
        wire.close();
        assertEquals(0, wire.outstanding(), "frames that nobody gave back: " + pool.owned());
    }
}
