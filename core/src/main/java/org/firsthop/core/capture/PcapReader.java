package org.firsthop.core.capture;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pcap capture (draft-ietf-opsawg-pcap).
 *
 * <pre>
 *  file header, 24 octets                          record header, 16 octets (24 in the modified format)
 *   0  magic (tells byte order and unit)            0  seconds since the epoch, unsigned
 *   4  version major, version minor                 4  microseconds or nanoseconds
 *   8  8 octets, once a time zone, ignored          8  captured length
 *  16  snap length                                 12  original length
 *  20  FCS length and link type                    16  interface, protocol, packet type: ignored
 * </pre>
 *
 * <p>The captured length may be above the snap length, as files exist where it is; {@link CaptureLimits} bounds it.
 */
final class PcapReader extends AbstractCaptureReader {
    static final int FILE_HEADER_LENGTH = 24;
    static final int VERSION_MAJOR = 2;
    static final int VERSION_MINOR = 4;
    static final int LINK_TYPE_MASK = 0xFFFF;

    /** Of the 32 bits with the link type: the top 4 bits count the 16-bit units of FCS. */
    private static final int FCS_PRESENT_FLAG = 0x0400_0000;

    private static final int FCS_LENGTH_SHIFT = 28;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final PcapVariant variant;
    /** Where the header is damaged, one that says nothing. */
    private CaptureInterface captureInterface = new CaptureInterface(
            0, 0, null, LinkType.NULL, 0, CaptureInterface.UNKNOWN_FCS_LENGTH, TimestampResolution.MICROSECONDS, 0);

    private int interfaceCount;
    /** Octets of the current record, to be consumed before the next. */
    private int recordLength;

    PcapReader(final CaptureInput input, final PcapVariant variant, final CaptureLimits limits) {
        super(CaptureFormat.PCAP, input, limits);
        this.variant = variant;
    }

    @Override
    boolean readHeader() throws IOException {
        if (!input.require(FILE_HEADER_LENGTH)) {
            return endsInside(FILE_HEADER_LENGTH);
        }
        input.order(variant.order());
        final int major = input.u16(4);
        if (major != VERSION_MAJOR) {
            throw input.malformed(4, "found pcap version " + major + "." + input.u16(6) + "; expected 2.4");
        }
        final int linkTypeAndFcs = input.i32(20);
        final int fcsLength = (linkTypeAndFcs & FCS_PRESENT_FLAG) != 0
                ? (linkTypeAndFcs >>> FCS_LENGTH_SHIFT) * Short.BYTES
                : CaptureInterface.UNKNOWN_FCS_LENGTH;
        captureInterface = new CaptureInterface(
                0, 0, null, linkTypeAndFcs & LINK_TYPE_MASK, input.u32(16), fcsLength, variant.resolution(), 0);
        interfaceCount = 1;
        input.consume(FILE_HEADER_LENGTH);
        return true;
    }

    @Override
    boolean readPacket() throws IOException {
        input.consume(recordLength);
        recordLength = 0;
        final int headerLength = variant.recordHeaderLength();
        if (!input.require(headerLength)) {
            return endsInside(headerLength);
        }
        final long captured = input.u32(8);
        final int limit = limits.maxBlockLength() - headerLength;
        if (captured > limit) {
            throw input.malformed(
                    8, "captured length of packet " + (packetNumber + 1) + ": value=" + captured + ", limit=" + limit);
        }
        if (!input.require(headerLength + (int) captured)) {
            return endsInside(headerLength + captured);
        }
        timestampNanos = input.u32(0) * NANOS_PER_SECOND + variant.resolution().toNanos(input.u32(4));
        capturedLength = (int) captured;
        originalLength = input.u32(12);
        offset = input.index(headerLength);
        recordLength = headerLength + capturedLength;
        return true;
    }

    @Override
    public boolean hasTimestamp() {
        return true;
    }

    @Override
    public int interfaceIndex() {
        return 0;
    }

    @Override
    public int linkType() {
        return captureInterface.linkType();
    }

    @Override
    public int interfaceCount() {
        return interfaceCount;
    }

    @Override
    public CaptureInterface captureInterface(final int index) {
        Objects.checkIndex(index, interfaceCount);
        return captureInterface;
    }

    @Override
    public Direction direction() {
        return Direction.UNKNOWN;
    }

    @Override
    public long dropCount() {
        return UNKNOWN_DROP_COUNT;
    }

    @Override
    public @Nullable String comment() {
        return null;
    }

    @Override
    public long skippedBlocks() {
        return 0;
    }
}
