package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

/** tshark reads each message here as the test does, and finds its checksum good. */
class IgmpFlyweightTest {
    private static final String QUERY_V3 = "118f6ed5ef010203" + "0a900002" + "c0000201c0000202";
    private static final String REPORT_V3 =
            "22002ee900000002" + "03010001ef010203c000020101020304" + "04000000ef010204";

    private final IgmpFlyweight igmp = new IgmpFlyweight();

    @Test
    void shouldReadAQueryOfVersion3() {
        final UnsafeBuffer buffer = checked(QUERY_V3);
        assertEquals(IgmpFlyweight.MEMBERSHIP_QUERY, igmp.type());
        assertEquals(0x8F, igmp.maxResponseCode());
        assertEquals(248, igmp.maxResponseTime());
        assertEquals(0x6ED5, igmp.checksum());
        assertTrue(igmp.isChecksumValid(buffer.capacity()));
        assertEquals(0xEF010203, igmp.group());
        assertTrue(igmp.isSuppressRouterProcessing());
        assertEquals(2, igmp.robustness());
        assertEquals(256, igmp.queryInterval());
        assertEquals(2, igmp.sourceCount());
        assertEquals(0xC0000202, igmp.source(1));
        for (int length = 12; length < buffer.capacity(); length++) {
            assertSame(IgmpFlyweight.TRUNCATED_MESSAGE, IgmpFlyweight.check(buffer, 0, length));
        }
    }

    @Test
    void shouldReadAReportOfVersion3() {
        final UnsafeBuffer buffer = checked(REPORT_V3);
        assertEquals(2, igmp.groupRecordCount());
        final int first = igmp.firstGroupRecord();
        assertEquals(3, igmp.recordType(first));
        assertEquals(1, igmp.recordSourceCount(first));
        assertEquals(0xEF010203, igmp.recordGroup(first));
        assertEquals(0xC0000201, igmp.recordSource(first, 0));
        final int second = igmp.nextGroupRecord(first);
        assertEquals(24, second);
        assertEquals(4, igmp.recordType(second));
        assertEquals(0, igmp.recordSourceCount(second));
        assertEquals(0xEF010204, igmp.recordGroup(second));
        assertEquals(32, igmp.nextGroupRecord(second));
        assertTrue(igmp.isChecksumValid(32));
        for (int length = 0; length < 32; length++) {
            assertSame(IgmpFlyweight.TRUNCATED_MESSAGE, IgmpFlyweight.check(buffer, 0, length));
        }
    }

    @Test
    void shouldBuildAMessageOfVersion2() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[10]);
        buffer.setMemory(0, 10, (byte) 0xA5);
        igmp.wrap(buffer, 1)
                .writeDefaults()
                .type(IgmpFlyweight.MEMBERSHIP_REPORT_V2)
                .maxResponseCode(100)
                .group(0xEF010203);
        igmp.fillChecksum(8);
        assertSame(DropReason.NONE, IgmpFlyweight.check(buffer, 1, 8));
        assertTrue(igmp.isChecksumValid(8));
        assertEquals("a51664f896ef010203a5", HexFormat.of().formatHex(buffer.byteArray()));
        assertEquals(100, igmp.maxResponseTime());
        igmp.checksum(0);
        assertFalse(igmp.isChecksumValid(8));
    }

    private UnsafeBuffer checked(final String hex) {
        final UnsafeBuffer buffer = new UnsafeBuffer(HexFormat.of().parseHex(hex));
        assertSame(DropReason.NONE, IgmpFlyweight.check(buffer, 0, buffer.capacity()));
        igmp.wrap(buffer, 0);
        return buffer;
    }
}
