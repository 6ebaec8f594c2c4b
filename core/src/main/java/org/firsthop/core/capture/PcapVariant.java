package org.firsthop.core.capture;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A kind of pcap file, told by the first four octets: the unit of timestamps, the length of record headers, the byte order.
 *
 * @param magic the first four octets, read in {@code order}.
 * @param resolution of timestamps.
 * @param recordHeaderLength 16 octets, or 24 in the format of Alexey Kuznetzov's patch to libpcap.
 * @param order of octets in headers.
 */
record PcapVariant(int magic, TimestampResolution resolution, int recordHeaderLength, ByteOrder order) {
    static final int MICROSECOND_MAGIC = 0xA1B2C3D4;
    static final int NANOSECOND_MAGIC = 0xA1B23C4D;
    static final int MODIFIED_MAGIC = 0xA1B2CD34;

    static final int RECORD_HEADER_LENGTH = 16;
    static final int MODIFIED_RECORD_HEADER_LENGTH = 24;

    /**
     * The variant that a magic stands for.
     *
     * @param bigEndian the first four octets, most significant first.
     * @return the variant, or {@code null} when it is none of pcap's.
     */
    static @Nullable PcapVariant ofMagic(final int bigEndian) {
        final PcapVariant variant = of(bigEndian, ByteOrder.BIG_ENDIAN);
        return variant != null ? variant : of(Integer.reverseBytes(bigEndian), ByteOrder.LITTLE_ENDIAN);
    }

    private static @Nullable PcapVariant of(final int magic, final ByteOrder order) {
        return switch (magic) {
            case MICROSECOND_MAGIC ->
                new PcapVariant(magic, TimestampResolution.MICROSECONDS, RECORD_HEADER_LENGTH, order);
            case NANOSECOND_MAGIC ->
                new PcapVariant(magic, TimestampResolution.NANOSECONDS, RECORD_HEADER_LENGTH, order);
            case MODIFIED_MAGIC ->
                new PcapVariant(magic, TimestampResolution.MICROSECONDS, MODIFIED_RECORD_HEADER_LENGTH, order);
            default -> null;
        };
    }
}
