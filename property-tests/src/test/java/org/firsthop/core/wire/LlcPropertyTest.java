package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** LLC, with SNAP or without. */
class LlcPropertyTest extends HeaderLaws<LlcFlyweight> {
    LlcPropertyTest() {
        super(new Header<>(new LlcFlyweight(), LlcFlyweight::wrap, LlcFlyweight::check, LlcFlyweight::check)
                .field("dsap", 0, 8, LlcFlyweight::dsap, LlcFlyweight::dsap)
                .field("ssap", 8, 8, LlcFlyweight::ssap, LlcFlyweight::ssap)
                .field("control", 16, 8, LlcFlyweight::control, LlcFlyweight::control)
                .reads((llc, length) -> Objects.hash(
                        llc.controlLength(),
                        llc.isSnap(),
                        llc.isSnap() ? llc.oui() : -1,
                        llc.isSnap() ? llc.protocolId() : -1,
                        llc.headerLength(),
                        llc.payloadOffset())));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        final Arbitrary<byte[]> unnumbered = Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(3)
                .map(octets -> {
                    octets[2] |= 3;
                    octets[0] &= 0x7F;
                    return octets;
                });
        final Arbitrary<byte[]> numbered = Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(4)
                .map(octets -> {
                    octets[2] &= (byte) 0xFE;
                    return octets;
                });
        return Arbitraries.oneOf(unnumbered, numbered, SnapPropertyTest.snap());
    }
}
