package org.firsthop.core.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pcapng capture (draft-ietf-opsawg-pcapng): sections, each with its byte order and its interfaces, and packets.
 *
 * <pre>
 *  every block                     Enhanced Packet Block, after the first 8 octets
 *   0  type                         8  interface, in the section
 *   4  length of the whole block   12  timestamp, upper 32 bits
 *   8  body, padded to 4 octets    16  timestamp, lower 32 bits
 *   …  the length once more        20  captured length
 *                                  24  original length
 *                                  28  the packet, padded to 4 octets; then options
 * </pre>
 *
 * <p>Read are Section Header, Interface Description, Enhanced Packet, Simple Packet and the obsolete Packet Block. All
 * others are skipped without being held: name resolution, statistics, decryption secrets, custom blocks, unknown ones.
 */
final class PcapngReader extends AbstractCaptureReader {
    static final int SECTION_HEADER_BLOCK = 0x0A0D0D0A;
    static final int INTERFACE_DESCRIPTION_BLOCK = 1;
    static final int OBSOLETE_PACKET_BLOCK = 2;
    static final int SIMPLE_PACKET_BLOCK = 3;
    static final int ENHANCED_PACKET_BLOCK = 6;

    static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    static final int VERSION_MAJOR = 1;
    static final int VERSION_MINOR = 0;

    static final int MIN_BLOCK_LENGTH = 12;
    static final int SECTION_HEADER_LENGTH = 28;
    static final int INTERFACE_DESCRIPTION_LENGTH = 20;
    static final int PACKET_BLOCK_LENGTH = 32;
    static final int SIMPLE_PACKET_BLOCK_LENGTH = 16;

    private static final int BLOCK_HEADER_LENGTH = 8;
    private static final int BYTE_ORDER_MAGIC_OFFSET = 8;
    private static final int PACKET_OFFSET = 28;
    private static final int SIMPLE_PACKET_OFFSET = 12;
    private static final int UNKNOWN_OBSOLETE_DROP_COUNT = 0xFFFF;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final PcapngOptions options;
    private int section = -1;
    /** The index of the section's first interface. */
    private int sectionBase;

    private CaptureInterface captureInterface;
    private boolean timestamped;
    private int flags;
    private long dropCount = UNKNOWN_DROP_COUNT;
    private int commentOffset;
    private int commentLength = -1;
    private long skippedBlocks;
    /** Octets of the current packet's block, to be consumed before the next. */
    private int packetBlockLength;

    PcapngReader(final CaptureInput input, final CaptureLimits limits) {
        super(CaptureFormat.PCAPNG, input, limits);
        options = new PcapngOptions(input);
        captureInterface = new CaptureInterface(
                0, 0, null, LinkType.NULL, 0, CaptureInterface.UNKNOWN_FCS_LENGTH, TimestampResolution.MICROSECONDS, 0);
    }

    @Override
    boolean readHeader() throws IOException {
        if (!readSectionByteOrder()) {
            return endsInside(SECTION_HEADER_LENGTH);
        }
        final int length = limited(blockLength());
        if (!input.require(length)) {
            return endsInside(length);
        }
        readBlock(SECTION_HEADER_BLOCK, length);
        return true;
    }

    @Override
    boolean readPacket() throws IOException {
        input.consume(packetBlockLength);
        packetBlockLength = 0;
        while (input.require(BLOCK_HEADER_LENGTH)) {
            final int type = input.i32(0);
            if (type == SECTION_HEADER_BLOCK && !readSectionByteOrder()) {
                return endsInside(SECTION_HEADER_LENGTH);
            }
            final long length = blockLength();
            if (!isRead(type)) {
                if (!skipBlock(length)) {
                    return false;
                }
            } else if (!input.require(limited(length))) {
                return endsInside(length);
            } else if (readBlock(type, (int) length)) {
                return true;
            }
        }
        return endsInside(MIN_BLOCK_LENGTH);
    }

    private static boolean isRead(final int type) {
        return type == ENHANCED_PACKET_BLOCK
                || type == SIMPLE_PACKET_BLOCK
                || type == OBSOLETE_PACKET_BLOCK
                || type == INTERFACE_DESCRIPTION_BLOCK
                || type == SECTION_HEADER_BLOCK;
    }

    /** Reads a block that is all there; returns whether it holds a packet. */
    private boolean readBlock(final int type, final int length) throws IOException {
        checkTrailingLength(length);
        switch (type) {
            case ENHANCED_PACKET_BLOCK -> readEnhancedPacket(length);
            case OBSOLETE_PACKET_BLOCK -> readObsoletePacket(length);
            case SIMPLE_PACKET_BLOCK -> readSimplePacket(length);
            case INTERFACE_DESCRIPTION_BLOCK -> {
                readInterface(length);
                return false;
            }
            default -> {
                readSectionHeader(length);
                return false;
            }
        }
        packetBlockLength = length;
        return true;
    }

    /** The length of the block at the position. */
    private long blockLength() throws IOException {
        final long length = input.u32(4);
        if (length < MIN_BLOCK_LENGTH || length % Integer.BYTES != 0) {
            throw input.malformed(
                    4, "block length: value=" + length + ", expected a multiple of 4, at least " + MIN_BLOCK_LENGTH);
        }
        return length;
    }

    /** The length of a block that is to be held, which is within the limit. */
    private int limited(final long length) throws IOException {
        if (length > limits.maxBlockLength()) {
            throw input.malformed(4, "block length: value=" + length + ", limit=" + limits.maxBlockLength());
        }
        return (int) length;
    }

    private void checkTrailingLength(final int length) throws IOException {
        final long trailing = input.u32(length - Integer.BYTES);
        if (trailing != length) {
            throw input.malformed(
                    length - Integer.BYTES,
                    "trailing block length: value=" + trailing + ", expected " + length + " as at the block's begin");
        }
    }

    private boolean skipBlock(final long length) throws IOException {
        final long start = input.offset();
        final long present = input.skip(length);
        if (present < length) {
            return endsInside(start, length, present);
        }
        skippedBlocks++;
        return true;
    }

    /** Sets the byte order of the section that begins here; returns whether its magic is all there. */
    private boolean readSectionByteOrder() throws IOException {
        if (!input.require(BYTE_ORDER_MAGIC_OFFSET + Integer.BYTES)) {
            return false;
        }
        input.order(ByteOrder.BIG_ENDIAN);
        final int magic = input.i32(BYTE_ORDER_MAGIC_OFFSET);
        if (magic == Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
            input.order(ByteOrder.LITTLE_ENDIAN);
        } else if (magic != BYTE_ORDER_MAGIC) {
            throw input.malformed(
                    BYTE_ORDER_MAGIC_OFFSET,
                    String.format(
                            "found byte-order magic %08x; expected %08x in either order", magic, BYTE_ORDER_MAGIC));
        }
        return true;
    }

    private void readSectionHeader(final int length) throws IOException {
        requireLength("Section Header Block", length, SECTION_HEADER_LENGTH);
        final int major = input.u16(12);
        final int minor = input.u16(14);
        // Version 1.2 was written by mistake for what is 1.0 (draft-ietf-opsawg-pcapng, "Section Header Block").
        if (major != VERSION_MAJOR || (minor != VERSION_MINOR && minor != 2)) {
            throw input.malformed(12, "found pcapng version " + major + "." + minor + "; expected 1.0");
        }
        options.begin(SECTION_HEADER_LENGTH - Integer.BYTES, length - Integer.BYTES);
        while (options.next()) {
            // Nothing in the section's options bears on packets; walking them checks their lengths.
        }
        section++;
        sectionBase = interfaces.size();
        input.consume(length);
    }

    private void readInterface(final int length) throws IOException {
        requireLength("Interface Description Block", length, INTERFACE_DESCRIPTION_LENGTH);
        if (interfaces.size() == limits.maxInterfaces()) {
            throw input.malformed(
                    0, "interfaces: value=" + (interfaces.size() + 1) + ", limit=" + limits.maxInterfaces());
        }
        String name = null;
        int fcsLength = CaptureInterface.UNKNOWN_FCS_LENGTH;
        TimestampResolution resolution = TimestampResolution.MICROSECONDS;
        long timestampOffset = 0;
        options.begin(INTERFACE_DESCRIPTION_LENGTH - Integer.BYTES, length - Integer.BYTES);
        while (options.next()) {
            switch (options.code()) {
                case PcapngOptions.IF_NAME -> name = options.text();
                case PcapngOptions.IF_TSRESOL -> {
                    options.requireLength("if_tsresol", 1);
                    resolution = TimestampResolution.ofCode(input.u8(options.valueOffset()));
                }
                case PcapngOptions.IF_FCSLEN -> {
                    options.requireLength("if_fcslen", 1);
                    fcsLength = input.u8(options.valueOffset());
                }
                case PcapngOptions.IF_TSOFFSET -> {
                    options.requireLength("if_tsoffset", Long.BYTES);
                    timestampOffset = input.i64(options.valueOffset());
                }
                default -> {
                    // Another option: not needed to read packets.
                }
            }
        }
        interfaces.add(new CaptureInterface(
                interfaces.size(), section, name, input.u16(8), input.u32(12), fcsLength, resolution, timestampOffset));
        input.consume(length);
    }

    private void readEnhancedPacket(final int length) throws IOException {
        requireLength("Enhanced Packet Block", length, PACKET_BLOCK_LENGTH);
        selectInterface(input.u32(8), 8);
        readTimedPacket(length);
        readPacketOptions(length, PcapngOptions.EPB_FLAGS, PcapngOptions.EPB_DROPCOUNT);
    }

    /** The Packet Block that the Enhanced one replaced: 16 bits of interface and 16 of drops instead of 32 of interface. */
    private void readObsoletePacket(final int length) throws IOException {
        requireLength("Packet Block", length, PACKET_BLOCK_LENGTH);
        selectInterface(input.u16(8), 8);
        readTimedPacket(length);
        readPacketOptions(length, PcapngOptions.PACK_FLAGS, PcapngOptions.NO_OPTION);
        final int drops = input.u16(10);
        dropCount = drops == UNKNOWN_OBSOLETE_DROP_COUNT ? UNKNOWN_DROP_COUNT : drops;
    }

    private void readTimedPacket(final int length) throws IOException {
        final long captured = input.u32(20);
        if (captured > length - PACKET_BLOCK_LENGTH) {
            throw input.malformed(
                    20,
                    "captured length of packet " + (packetNumber + 1) + ": value=" + captured + ", limit="
                            + (length - PACKET_BLOCK_LENGTH) + " in this block");
        }
        timestamped = true;
        final long ticks = input.u32(12) << 32 | input.u32(16);
        timestampNanos = shifted(captureInterface.resolution().toNanos(ticks), captureInterface.timestampOffset());
        capturedLength = (int) captured;
        originalLength = input.u32(24);
        offset = input.index(PACKET_OFFSET);
    }

    /** Adds seconds to a time; what is out of range becomes the end of the range. */
    private static long shifted(final long nanos, final long seconds) {
        if (seconds == 0) {
            return nanos;
        }
        if (seconds > Long.MAX_VALUE / NANOS_PER_SECOND) {
            return Long.MAX_VALUE;
        }
        if (seconds < Long.MIN_VALUE / NANOS_PER_SECOND) {
            return Long.MIN_VALUE;
        }
        final long shift = seconds * NANOS_PER_SECOND;
        final long sum = nanos + shift;
        return shift > 0 && sum < nanos ? Long.MAX_VALUE : sum;
    }

    private void readPacketOptions(final int length, final int flagsCode, final int dropCountCode) throws IOException {
        clearPacketOptions();
        options.begin(PACKET_OFFSET + PcapngOptions.padded(capturedLength), length - Integer.BYTES);
        while (options.next()) {
            final int code = options.code();
            if (code == flagsCode) {
                options.requireLength("epb_flags", Integer.BYTES);
                flags = input.i32(options.valueOffset());
            } else if (code == dropCountCode) {
                options.requireLength("epb_dropcount", Long.BYTES);
                dropCount = input.i64(options.valueOffset());
            } else if (code == PcapngOptions.OPT_COMMENT && commentLength < 0) {
                commentOffset = input.index(options.valueOffset());
                commentLength = options.length();
            }
        }
    }

    /** A Simple Packet Block says neither the interface, which is the section's first, nor how much was captured. */
    private void readSimplePacket(final int length) throws IOException {
        requireLength("Simple Packet Block", length, SIMPLE_PACKET_BLOCK_LENGTH);
        selectInterface(0, 0);
        originalLength = input.u32(8);
        final long snapLength = captureInterface.snapLength();
        final long captured = snapLength == 0 ? originalLength : Math.min(originalLength, snapLength);
        if (captured > length - SIMPLE_PACKET_BLOCK_LENGTH) {
            throw input.malformed(
                    8,
                    "length of packet " + (packetNumber + 1) + ": value=" + captured + ", limit="
                            + (length - SIMPLE_PACKET_BLOCK_LENGTH) + " in this block");
        }
        capturedLength = (int) captured;
        timestamped = false;
        timestampNanos = 0;
        offset = input.index(SIMPLE_PACKET_OFFSET);
        clearPacketOptions();
    }

    private void clearPacketOptions() {
        flags = 0;
        dropCount = UNKNOWN_DROP_COUNT;
        commentLength = -1;
    }

    private void selectInterface(final long indexInSection, final int relative) throws IOException {
        final int count = interfaces.size() - sectionBase;
        if (indexInSection >= count) {
            throw input.malformed(
                    relative,
                    "interface of packet " + (packetNumber + 1) + ": value=" + indexInSection + ", expected one of the "
                            + count + " that the section has described");
        }
        captureInterface = interfaces.get(sectionBase + (int) indexInSection);
    }

    private void requireLength(final String block, final int length, final int least) throws IOException {
        if (length < least) {
            throw input.malformed(4, block + " length: value=" + length + ", expected at least " + least);
        }
    }

    @Override
    public boolean hasTimestamp() {
        return timestamped;
    }

    @Override
    public int interfaceIndex() {
        return captureInterface.index();
    }

    @Override
    public int linkType() {
        return captureInterface.linkType();
    }

    @Override
    public int interfaceCount() {
        return interfaces.size();
    }

    @Override
    public CaptureInterface captureInterface(final int index) {
        return interfaces.get(index);
    }

    @Override
    public Direction direction() {
        return Direction.ofFlags(flags);
    }

    @Override
    public long dropCount() {
        return dropCount;
    }

    @Override
    public @Nullable String comment() {
        if (commentLength < 0) {
            return null;
        }
        final byte[] text = new byte[commentLength];
        input.buffer().getBytes(commentOffset, text);
        return new String(text, UTF_8);
    }

    @Override
    public long skippedBlocks() {
        return skippedBlocks;
    }
}
