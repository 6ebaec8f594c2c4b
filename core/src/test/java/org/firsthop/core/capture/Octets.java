package org.firsthop.core.capture;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Builds captures octet by octet, so that the readers are tested against something the writers did not make. */
final class Octets {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;

    Octets(final ByteOrder order) {
        this.order = order;
    }

    Octets u8(final int... values) {
        for (final int value : values) {
            out.write(value);
        }
        return this;
    }

    Octets u16(final int value) {
        return octets(
                ByteBuffer.allocate(2).order(order).putShort((short) value).array());
    }

    Octets u32(final long value) {
        return octets(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
    }

    Octets u64(final long value) {
        return octets(ByteBuffer.allocate(8).order(order).putLong(value).array());
    }

    Octets octets(final byte[] value) {
        out.writeBytes(value);
        return this;
    }

    Octets text(final String value) {
        return octets(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Octets pad() {
        while (out.size() % 4 != 0) {
            out.write(0);
        }
        return this;
    }

    byte[] toArray() {
        return out.toByteArray();
    }

    /** A pcap header and one record of three octets 1, 2, 3. */
    static Octets pcap(final int magic, final ByteOrder order, final int seconds, final int fraction) {
        return new Octets(order)
                .u32(magic)
                .u16(2)
                .u16(4)
                .u64(0)
                .u32(65_535)
                .u32(LinkType.ETHERNET)
                .u32(seconds)
                .u32(fraction)
                .u32(3)
                .u32(60)
                .u8(1, 2, 3);
    }

    Octets section() {
        return block(0x0A0D0D0A, body().u32(0x1A2B3C4D).u16(1).u16(0).u64(-1));
    }

    Octets block(final int type, final Octets body) {
        body.pad();
        return u32(type).u32(body.out.size() + 12).octets(body.toArray()).u32(body.out.size() + 12);
    }

    /** An empty body in the same byte order. */
    Octets body() {
        return new Octets(order);
    }

    Octets describedInterface(final int linkType, final int snapLength) {
        return block(1, body().u16(linkType).u16(0).u32(snapLength));
    }

    Octets option(final int code, final byte[] value) {
        return u16(code).u16(value.length).octets(value).pad();
    }

    CaptureReader open() throws IOException {
        return open(toArray());
    }

    static CaptureReader open(final byte[] file) throws IOException {
        return CaptureReader.open("test", new ByteArrayInputStream(file), CaptureLimits.DEFAULT);
    }

    static byte[] packet(final CaptureReader reader) {
        final byte[] packet = new byte[reader.capturedLength()];
        reader.buffer().getBytes(reader.offset(), packet);
        return packet;
    }

    static byte[] prefix(final byte[] file, final int length) {
        return Arrays.copyOf(file, length);
    }
}
