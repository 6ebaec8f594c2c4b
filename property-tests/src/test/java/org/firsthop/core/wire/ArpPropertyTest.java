package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** ARP of any kind of addresses. */
class ArpPropertyTest extends HeaderLaws<ArpFlyweight> {
    ArpPropertyTest() {
        super(describe(new Header<>(new ArpFlyweight(), ArpFlyweight::wrap, ArpFlyweight::check, ArpFlyweight::check))
                .reads(ArpPropertyTest::readAddresses));
    }

    static Header<ArpFlyweight> describe(final Header<ArpFlyweight> header) {
        return header.field("hardwareType", 0, 16, ArpFlyweight::hardwareType, ArpFlyweight::hardwareType)
                .field("protocolType", 16, 16, ArpFlyweight::protocolType, ArpFlyweight::protocolType)
                .field("hardwareLength", 32, 8, ArpFlyweight::hardwareLength, ArpFlyweight::hardwareLength)
                .field("protocolLength", 40, 8, ArpFlyweight::protocolLength, ArpFlyweight::protocolLength)
                .field("operation", 48, 16, ArpFlyweight::operation, ArpFlyweight::operation);
    }

    private static int readAddresses(final ArpFlyweight arp, final int length) {
        int hash = Objects.hash(
                arp.length(),
                arp.isEthernetIpv4(),
                arp.senderHardwareAddressOffset(),
                arp.senderProtocolAddressOffset(),
                arp.targetHardwareAddressOffset(),
                arp.targetProtocolAddressOffset());
        final int end = arp.targetProtocolAddressOffset() + arp.protocolLength();
        for (int i = arp.senderHardwareAddressOffset(); i < end; i++) {
            hash = 31 * hash + arp.buffer().getByte(i);
        }
        return end - arp.offset() <= length ? hash : -1;
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.integers().between(0, 20).tuple2().flatMap(lengths -> Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(8 + 2 * (lengths.get1() + lengths.get2()))
                .map(octets -> {
                    new ArpFlyweight()
                            .wrap(new UnsafeBuffer(octets), 0)
                            .hardwareLength(lengths.get1())
                            .protocolLength(lengths.get2());
                    return octets;
                }));
    }
}
