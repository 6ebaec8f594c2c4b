package org.firsthop.dns.rdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agrona.BufferUtil;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.name.DomainName;

class RdataPropertyTest {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;

    private static DropReason check(final byte[] rdata, final int length, final int type) {
        return RdataCheck.check(null, rdata, START, length, type, RecordClass.IN, 0, length);
    }

    @Property(tries = 5000)
    void textIsTheInverseOfWire(@ForAll @IntRange(max = 39) final int index, @ForAll final long seed) {
        final int type = RdataArbitraries.type(index);
        final byte[] rdata = RdataArbitraries.rdata(index, new Random(seed));
        assertEquals(DropReason.NONE, check(rdata, rdata.length, type), () -> RecordType.name(type));
        final StringBuilder text = new StringBuilder();
        RdataText.print(rdata, START, rdata.length, type, RecordClass.IN, text);
        final byte[] back = new RdataParser()
                .parse(text, type, RecordClass.IN, DomainName.of("elsewhere"))
                .toArray();
        assertEquals(
                HexFormat.of().formatHex(rdata),
                HexFormat.of().formatHex(back),
                () -> RecordType.name(type) + " " + text);
    }

    @Property(tries = 5000)
    void anyOctetsArePrintedSoThatTheyReadBack(
            @ForAll @IntRange(max = 260) final int type, @ForAll final byte[] rdata) {
        final StringBuilder text = new StringBuilder();
        RdataText.print(rdata, START, rdata.length, type, RecordClass.IN, text);
        if (check(rdata, rdata.length, type) == DropReason.NONE) {
            final byte[] back = new RdataParser()
                    .parse(text, type, RecordClass.IN, DomainName.ROOT)
                    .toArray();
            assertEquals(
                    HexFormat.of().formatHex(rdata),
                    HexFormat.of().formatHex(back),
                    () -> RecordType.name(type) + " " + text);
        }
    }

    @Property(tries = 3000)
    void aFurtherOctetOrOneLessIsRefusedWhereTheLengthIsFixed(
            @ForAll @IntRange(max = 39) final int index, @ForAll final long seed) {
        final int type = RdataArbitraries.type(index);
        final byte[] rdata = RdataArbitraries.rdata(index, new Random(seed));
        switch (type) {
            case RecordType.A, RecordType.AAAA, RecordType.SOA, RecordType.MX, RecordType.SRV, RecordType.NS -> {
                final byte[] more = Arrays.copyOf(rdata, rdata.length + 1);
                assertNotEquals(DropReason.NONE, check(more, more.length, type));
                assertNotEquals(DropReason.NONE, check(rdata, rdata.length - 1, type));
            }
            default -> assertEquals(DropReason.NONE, check(rdata, rdata.length, type));
        }
    }
}
