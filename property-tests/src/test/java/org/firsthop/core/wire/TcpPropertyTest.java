package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** The header, and its options whatever they are: both ways of reading them agree and stay inside. */
class TcpPropertyTest extends HeaderLaws<TcpFlyweight> {
    TcpPropertyTest() {
        super(new Header<>(new TcpFlyweight(), TcpFlyweight::wrap, TcpFlyweight::check, TcpFlyweight::check)
                .field("sourcePort", 0, 16, TcpFlyweight::sourcePort, TcpFlyweight::sourcePort)
                .field("destinationPort", 16, 16, TcpFlyweight::destinationPort, TcpFlyweight::destinationPort)
                .field("sequenceNumber", 32, 32, TcpFlyweight::sequenceNumber, TcpFlyweight::sequenceNumber)
                .field(
                        "acknowledgmentNumber",
                        64,
                        32,
                        TcpFlyweight::acknowledgmentNumber,
                        TcpFlyweight::acknowledgmentNumber)
                .field("dataOffset", 96, 4, TcpFlyweight::dataOffset, TcpFlyweight::dataOffset)
                .field("flags", 103, 9, (tcp, flags) -> tcp.flags(flags), tcp -> tcp.flags())
                .field("window", 112, 16, TcpFlyweight::window, TcpFlyweight::window)
                .field("checksum", 128, 16, TcpFlyweight::checksum, TcpFlyweight::checksum)
                .field("urgentPointer", 144, 16, TcpFlyweight::urgentPointer, TcpFlyweight::urgentPointer)
                .reads((tcp, length) -> Objects.hash(
                        tcp.headerLength(),
                        tcp.reserved(),
                        tcp.isFin(),
                        tcp.isSyn(),
                        tcp.isRst(),
                        tcp.isPsh(),
                        tcp.isAck(),
                        tcp.isUrg(),
                        tcp.isEce(),
                        tcp.isCwr(),
                        tcp.isAe(),
                        tcp.optionsOffset(),
                        tcp.optionsLength(),
                        tcp.payloadOffset(),
                        tcp.payloadLength(length),
                        tcp.sequenceLength(length),
                        tcp.isChecksumValid(0, length),
                        options(tcp),
                        optionsOneByOne(tcp))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(20)
                .ofMaxSize(60)
                .filter(octets -> octets.length % 4 == 0)
                .map(octets -> {
                    new TcpFlyweight().wrap(new UnsafeBuffer(octets), 0).dataOffset(octets.length / 4);
                    return octets;
                });
    }

    @Property
    void filledChecksumIsValid(@ForAll("valid") final byte[] octets, @ForAll final long sum) {
        final long pseudoHeaderSum = sum >>> 8;
        final TcpFlyweight tcp = new TcpFlyweight().wrap(new UnsafeBuffer(octets), 0);
        tcp.fillChecksum(pseudoHeaderSum, octets.length);
        assertTrue(tcp.isChecksumValid(pseudoHeaderSum, octets.length));
        octets[7] ^= 1;
        assertFalse(tcp.isChecksumValid(pseudoHeaderSum, octets.length));
    }

    @Property
    void checksumOverAddressesInABufferEqualsThatOverValues(
            @ForAll("valid") final byte[] octets, @ForAll final int source, @ForAll final int destination) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[20 + octets.length]);
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(buffer, 0).writeDefaults();
        ip.source(source).destination(destination).protocol(IpProtocol.TCP).totalLength(buffer.capacity());
        buffer.putBytes(20, octets);
        final TcpFlyweight tcp = new TcpFlyweight().wrap(buffer, 20);
        tcp.fillChecksum(ip);
        final int checksum = tcp.checksum();
        assertTrue(tcp.isChecksumValid(ip));
        tcp.fillChecksum(PseudoHeader.ipv4(source, destination, IpProtocol.TCP, octets.length), octets.length);
        assertEquals(checksum, tcp.checksum());
    }

    @Property
    void bothReadersOfOptionsAgree(@ForAll("valid") final byte[] octets) {
        final TcpFlyweight tcp = new TcpFlyweight().wrap(new UnsafeBuffer(octets), 0);
        final TcpOptions options = new TcpOptions();
        final DropReason reason = options.parse(tcp);
        final TcpOptionIterator iterator = new TcpOptionIterator();
        iterator.wrap(tcp.buffer(), tcp.optionsOffset(), tcp.optionsLength());
        boolean hasMaximumSegmentSize = false;
        boolean hasTimestamps = false;
        boolean isSackPermitted = false;
        boolean hasUnexpectedLength = false;
        while (iterator.next()) {
            final boolean good = TcpOptionKind.isLengthValid(iterator.kind(), iterator.length());
            hasUnexpectedLength |= !good;
            hasMaximumSegmentSize |= good && iterator.kind() == TcpOptionKind.MAXIMUM_SEGMENT_SIZE;
            hasTimestamps |= good && iterator.kind() == TcpOptionKind.TIMESTAMPS;
            isSackPermitted |= good && iterator.kind() == TcpOptionKind.SACK_PERMITTED;
        }
        assertEquals(iterator.reason() != DropReason.NONE, reason == TcpOptionIterator.BAD_OPTION_LENGTH, reason::name);
        assertEquals(hasMaximumSegmentSize, options.hasMaximumSegmentSize());
        assertEquals(hasTimestamps, options.hasTimestamps());
        assertEquals(isSackPermitted, options.isSackPermitted());
        if (hasUnexpectedLength) {
            assertTrue(reason != DropReason.NONE);
        }
    }

    private static int options(final TcpFlyweight tcp) {
        final TcpOptions options = new TcpOptions();
        int hash = options.parse(tcp).hashCode();
        for (int block = 0; block < options.sackBlockCount(); block++) {
            hash = Objects.hash(hash, options.sackLeftEdge(block), options.sackRightEdge(block));
        }
        return Objects.hash(
                hash,
                options.hasMaximumSegmentSize(),
                options.maximumSegmentSize(),
                options.hasWindowScale(),
                options.windowScale(),
                options.windowScaleRaw(),
                options.isSackPermitted(),
                options.hasTimestamps(),
                options.timestampValue(),
                options.timestampEcho(),
                options.hasUserTimeout(),
                options.userTimeoutRaw(),
                options.userTimeoutSeconds(),
                options.hasFastOpen(),
                options.isFastOpenExperiment(),
                options.fastOpenCookieLength(),
                options.fastOpenCookieHigh(),
                options.fastOpenCookieLow(),
                options.hasMd5Signature(),
                options.hasAuthentication(),
                options.hasMultipath(),
                options.hasAccurateEcn(),
                options.unknownCount());
    }

    private static int optionsOneByOne(final TcpFlyweight tcp) {
        final TcpOptionIterator iterator = new TcpOptionIterator();
        iterator.wrap(tcp.buffer(), tcp.optionsOffset(), tcp.optionsLength());
        int hash = 0;
        while (iterator.next()) {
            hash = Objects.hash(hash, iterator.kind(), iterator.length(), iterator.offset());
            for (int i = 0; i < iterator.dataLength(); i++) {
                hash = 31 * hash + tcp.buffer().getByte(iterator.dataOffset() + i);
            }
        }
        return 31 * hash + iterator.reason().hashCode();
    }
}
