package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class IgmpPropertyTest extends HeaderLaws<IgmpFlyweight> {
    IgmpPropertyTest() {
        super(new Header<>(new IgmpFlyweight(), IgmpFlyweight::wrap, IgmpFlyweight::check, IgmpFlyweight::check)
                .field("type", 0, 8, IgmpFlyweight::type, IgmpFlyweight::type)
                .field("maxResponseCode", 8, 8, IgmpFlyweight::maxResponseCode, IgmpFlyweight::maxResponseCode)
                .field("checksum", 16, 16, IgmpFlyweight::checksum, IgmpFlyweight::checksum)
                .field("group", 32, 32, IgmpFlyweight::group, IgmpFlyweight::group)
                .reads((igmp, length) -> Objects.hash(
                        igmp.maxResponseTime(), igmp.isChecksumValid(length), query(igmp, length), report(igmp))));
    }

    /** Messages of versions 1 and 2, and reports of version 3: a query of version 3 that is cut becomes one of version 2. */
    @Override
    public Arbitrary<byte[]> valid() {
        return Combinators.combine(
                        Arbitraries.of(0x11, 0x12, 0x16, 0x17, 0x22, 0x22, 0x22),
                        Arbitraries.bytes().array(byte[].class).ofSize(200))
                .as((type, octets) -> {
                    octets[0] = (byte) (int) type;
                    if (type != IgmpFlyweight.MEMBERSHIP_REPORT_V3) {
                        return Arrays.copyOf(octets, 8);
                    }
                    octets[6] = 0;
                    octets[7] &= 3;
                    int position = 8;
                    for (int i = 0; i < octets[7]; i++) {
                        octets[position + 1] &= 3;
                        octets[position + 2] = 0;
                        octets[position + 3] &= 3;
                        position += 8 + 4 * (octets[position + 1] + octets[position + 3]);
                    }
                    return Arrays.copyOf(octets, position);
                });
    }

    @Property
    void filledChecksumIsValid(@ForAll("valid") final byte[] octets) {
        final IgmpFlyweight igmp = new IgmpFlyweight().wrap(new UnsafeBuffer(octets), 0);
        igmp.fillChecksum(octets.length);
        assertTrue(igmp.isChecksumValid(octets.length));
    }

    private static int query(final IgmpFlyweight igmp, final int length) {
        if (igmp.type() != IgmpFlyweight.MEMBERSHIP_QUERY || length < IgmpFlyweight.MIN_QUERY_V3_LENGTH) {
            return 0;
        }
        int hash = Objects.hash(igmp.isSuppressRouterProcessing(), igmp.robustness(), igmp.queryInterval());
        for (int i = 0; i < igmp.sourceCount(); i++) {
            hash = 31 * hash + igmp.source(i);
        }
        return hash;
    }

    private static int report(final IgmpFlyweight igmp) {
        if (igmp.type() != IgmpFlyweight.MEMBERSHIP_REPORT_V3) {
            return 0;
        }
        int hash = igmp.groupRecordCount();
        int record = igmp.firstGroupRecord();
        for (int i = 0; i < igmp.groupRecordCount(); i++) {
            hash = Objects.hash(hash, igmp.recordType(record), igmp.recordGroup(record));
            for (int source = 0; source < igmp.recordSourceCount(record); source++) {
                hash = 31 * hash + igmp.recordSource(record, source);
            }
            record = igmp.nextGroupRecord(record);
        }
        return hash;
    }
}
