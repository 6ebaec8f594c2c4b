package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.AuthenticationFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** The IP Authentication Header (RFC 4302). */
final class AuthenticationDissector {
    static final Protocol PROTOCOL = new Protocol("ah", "Authentication Header");

    private static final HeaderField<AuthenticationFlyweight> NEXT_HEADER = PROTOCOL.number(
            "ah.next_header",
            "Next header",
            Format.DECIMAL,
            AuthenticationFlyweight.NEXT_HEADER_OFFSET,
            1,
            AuthenticationFlyweight::nextHeader,
            IpProtocols::name);
    private static final HeaderField<AuthenticationFlyweight> LENGTH = PROTOCOL.number(
            "ah.length",
            "Length, in units of 4 octets after the first two",
            Format.DECIMAL,
            AuthenticationFlyweight.PAYLOAD_LENGTH_OFFSET,
            1,
            AuthenticationFlyweight::payloadLength);
    private static final HeaderField<AuthenticationFlyweight> SPI = PROTOCOL.number(
            "ah.spi",
            "Security Parameters Index",
            Format.HEX_32,
            AuthenticationFlyweight.SPI_OFFSET,
            4,
            AuthenticationFlyweight::spi);
    private static final HeaderField<AuthenticationFlyweight> SEQUENCE = PROTOCOL.number(
            "ah.sequence",
            "Sequence number",
            Format.DECIMAL,
            AuthenticationFlyweight.SEQUENCE_NUMBER_OFFSET,
            4,
            AuthenticationFlyweight::sequenceNumber);

    private AuthenticationDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(AuthenticationFlyweight.MIN_HEADER_LENGTH);
        final AuthenticationFlyweight ah = new AuthenticationFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(NEXT_HEADER, ah);
        layer.add(LENGTH, ah);
        layer.add(SPI, ah);
        layer.add(SEQUENCE, ah);
        dissection.summarize("AH", String.format("SPI 0x%08x", ah.spi()));
        layer.length(ah.headerLength());
        slice.require(0, ah.headerLength());
        Ipv6Extensions.dissect(ah.nextHeader(), slice.from(ah.headerLength()), dissection);
    }
}
