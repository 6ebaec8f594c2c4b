package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** ARP for IPv4 over Ethernet. */
class ArpEthernetIpv4PropertyTest extends HeaderLaws<ArpFlyweight> {
    ArpEthernetIpv4PropertyTest() {
        super(ArpPropertyTest.describe(new Header<>(
                        new ArpFlyweight(),
                        ArpFlyweight::wrap,
                        ArpFlyweight::checkEthernetIpv4,
                        ArpFlyweight::checkEthernetIpv4))
                .longField("senderMac", 64, 48, ArpFlyweight::senderMac, ArpFlyweight::senderMac)
                .field("senderIpv4", 112, 32, ArpFlyweight::senderIpv4, ArpFlyweight::senderIpv4)
                .longField("targetMac", 144, 48, ArpFlyweight::targetMac, ArpFlyweight::targetMac)
                .field("targetIpv4", 192, 32, ArpFlyweight::targetIpv4, ArpFlyweight::targetIpv4)
                .reads((arp, length) -> Objects.hash(arp.isGratuitous(), arp.isProbe(), arp.isAnnouncement())));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(28).map(octets -> {
            final ArpFlyweight arp = new ArpFlyweight().wrap(new UnsafeBuffer(octets), 0);
            arp.hardwareType(1).protocolType(EtherType.IPV4).hardwareLength(6).protocolLength(4);
            arp.operation(arp.operation() & 3);
            return octets;
        });
    }

    @Property
    void replyAnswersItsRequest(
            @ForAll @LongRange(max = 0xFFFF_FFFF_FFFFL) final long asker,
            @ForAll @LongRange(max = 0xFFFF_FFFF_FFFFL) final long owner,
            @ForAll final int askerIpv4,
            @ForAll final int ownerIpv4) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[28]);
        final ArpFlyweight arp = new ArpFlyweight().wrap(buffer, 0);
        arp.writeRequest(asker, askerIpv4, ownerIpv4);
        assertEquals(0, arp.targetMac());
        assertEquals(askerIpv4 == ownerIpv4, arp.isGratuitous());
        arp.turnIntoReply(owner);
        assertSame(DropReason.NONE, ArpFlyweight.checkEthernetIpv4(buffer, 0, 28));
        assertEquals(ArpFlyweight.REPLY, arp.operation());
        assertEquals(owner, arp.senderMac());
        assertEquals(ownerIpv4, arp.senderIpv4());
        assertEquals(asker, arp.targetMac());
        assertEquals(askerIpv4, arp.targetIpv4());
    }

    @Property
    void probesAndAnnouncementsExcludeEachOther(@ForAll("valid") final byte[] octets) {
        final ArpFlyweight arp = new ArpFlyweight().wrap(new UnsafeBuffer(octets), 0);
        assertFalse(arp.isProbe() && arp.isGratuitous());
        assertTrue(!arp.isAnnouncement() || arp.isGratuitous());
    }
}
