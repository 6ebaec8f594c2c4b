package org.firsthop.core.wire;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** The fields that LLC has only with SNAP. */
class SnapPropertyTest extends HeaderLaws<LlcFlyweight> {
    private static final DropReason NOT_SNAP = LlcFlyweight.TRUNCATED_HEADER;

    SnapPropertyTest() {
        super(new Header<>(new LlcFlyweight(), LlcFlyweight::wrap, SnapPropertyTest::check, SnapPropertyTest::check)
                .field("oui", 24, 24, LlcFlyweight::oui, LlcFlyweight::oui)
                .field("protocolId", 48, 16, LlcFlyweight::protocolId, LlcFlyweight::protocolId)
                .reads((llc, length) -> llc.headerLength()));
    }

    static Arbitrary<byte[]> snap() {
        return Arbitraries.bytes().array(byte[].class).ofSize(8).map(octets -> {
            octets[0] = (byte) LlcFlyweight.SAP_SNAP;
            octets[1] = (byte) LlcFlyweight.SAP_SNAP;
            octets[2] = LlcFlyweight.UNNUMBERED_INFORMATION;
            return octets;
        });
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return snap();
    }

    private static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        final DropReason reason = LlcFlyweight.check(buffer, offset, length);
        return reason != DropReason.NONE || isSnap(buffer.byteArray(), buffer.addressOffset() + offset)
                ? reason
                : NOT_SNAP;
    }

    private static DropReason check(final Object base, final long address, final int length) {
        final DropReason reason = LlcFlyweight.check(base, address, length);
        return reason != DropReason.NONE || isSnap(base, address) ? reason : NOT_SNAP;
    }

    private static boolean isSnap(final Object base, final long address) {
        return Memory.u16(base, address) == 0xAAAA && Memory.u8(base, address + 2) == 3;
    }
}
