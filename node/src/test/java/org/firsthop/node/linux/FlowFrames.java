package org.firsthop.node.linux;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.EtherType;

/**
 * Frames of TCP and UDP flows, most of which continue the one before; some differ from it in one way or another, or are damaged.
 */
final class FlowFrames {
    private static final String[] SOURCES = {"10.0.0.1", "fd00::1"};
    private static final String[] DESTINATIONS = {"10.0.0.9", "fd00::9"};
    private static final int IP = 14;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final Random random;
    private boolean isIpv6;
    private boolean isTcp;
    private int port;
    private int identification;
    private int sequence;
    private int payloadLength;
    private int timestamp;

    FlowFrames(final long seed) {
        random = new Random(seed);
        flow();
    }

    List<byte[]> next(final int count) {
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(next());
        }
        return frames;
    }

    private void flow() {
        isIpv6 = random.nextBoolean();
        isTcp = random.nextBoolean();
        port = 1_024 + random.nextInt(4);
        identification = random.nextInt(4) == 0 ? 0xFFFE : random.nextInt(0x1_0000);
        sequence = random.nextInt();
        timestamp = random.nextInt();
        payloadLength = random.nextInt(4) == 0 ? 1_400 : 1 + random.nextInt(200);
    }

    private byte[] next() {
        if (random.nextInt(12) == 0) {
            flow();
        }
        final int length = random.nextInt(10) == 0 ? random.nextInt(payloadLength + 1) : payloadLength;
        final byte[] data = new byte[length];
        random.nextBytes(data);
        final byte[] transport = isTcp ? tcp(data) : udp(data);
        final int checksumOffset = isTcp ? 16 : 6;
        final int protocol = isTcp ? TCP : UDP;
        final byte[] message = isIpv6
                ? RawPackets.withChecksum6(SOURCES[1], DESTINATIONS[1], protocol, checksumOffset, transport)
                : RawPackets.withChecksum4(SOURCES[0], DESTINATIONS[0], protocol, checksumOffset, transport);
        final byte[] packet = isIpv6
                ? RawPackets.ipv6(SOURCES[1], DESTINATIONS[1], protocol, 60, message)
                : RawPackets.ipv4(SOURCES[0], DESTINATIONS[0], protocol, message);
        if (!isIpv6) {
            new UnsafeBuffer(packet).putShort(4, (short) identification++, ByteOrder.BIG_ENDIAN);
            RawPackets.withIpv4Checksum(packet);
        }
        sequence += length;
        return frame(packet);
    }

    private byte[] udp(final byte[] data) {
        final int length = 8 + data.length;
        return RawPackets.join(RawPackets.bytes(4, 0, port >>> 8, port, length >>> 8, length, 0, 0), data);
    }

    private byte[] tcp(final byte[] data) {
        final int flags = random.nextInt(12) == 0 ? random.nextInt(256) : random.nextInt(8) == 0 ? 0x18 : 0x10;
        timestamp += random.nextInt(16) == 0 ? 1 : 0;
        return RawPackets.join(
                RawPackets.bytes(4, 0, port >>> 8, port),
                word(sequence),
                word(77),
                RawPackets.bytes(0x80, flags, 2, 0, 0, 0, 0, 0, 1, 1, 8, 10),
                word(timestamp),
                word(5),
                data);
    }

    private static byte[] word(final int value) {
        return RawPackets.bytes(value >>> 24, value >>> 16, value >>> 8, value);
    }

    /** A frame, now and then changed in one octet, or padded. */
    private byte[] frame(final byte[] packet) {
        final int type = isIpv6 ? EtherType.IPV6 : EtherType.IPV4;
        final byte[] frame = RawPackets.join(
                RawPackets.bytes(2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 1, type >>> 8, type),
                packet,
                new byte[random.nextInt(20) == 0 ? 1 + random.nextInt(6) : 0]);
        if (random.nextInt(8) == 0) {
            final int at = IP + random.nextInt(random.nextBoolean() ? 60 : packet.length);
            if (at < frame.length) {
                frame[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return frame;
    }
}
