package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4OptionIteratorTest {
    private final Ipv4OptionIterator options = new Ipv4OptionIterator();

    @Test
    void shouldVisitEveryOptionInOrder() {
        // Router alert, no operation, record route of one address, an unknown option, end of list, padding.
        final String hex = "94040000" + "01" + "070704c0000201" + "1e03ff" + "00" + "ffffffff";
        assertEquals(
                List.of("148/4@2", "1/1@6", "7/7@7", "30/3@14", "0/1@17"),
                visit("a5a5" + hex, 2, hex.length() / 2, DropReason.NONE));
    }

    @Test
    void shouldEndWithoutEndOfList() {
        assertEquals(List.of("1/1@0", "1/1@1"), visit("0101", 0, 2, DropReason.NONE));
        assertEquals(List.of(), visit("", 0, 0, DropReason.NONE));
    }

    @ParameterizedTest
    @CsvSource({"07", "0700", "0701", "0703", "07ff0400", "0101070804c0000201", "01940501"})
    void shouldEndWithAReasonWhenALengthCannotBe(final String hex) {
        final UnsafeBuffer buffer = buffer(hex);
        assertSame(Ipv4OptionIterator.BAD_OPTION_LENGTH, Ipv4OptionIterator.check(buffer, 0, buffer.capacity()));
        options.wrap(buffer, 0, buffer.capacity());
        while (options.next()) {
            assertEquals(Ipv4OptionType.NO_OPERATION, options.type());
        }
        assertSame(Ipv4OptionIterator.BAD_OPTION_LENGTH, options.reason());
        assertEquals(0, options.length());
        assertEquals(0, options.dataLength());
        assertFalse(options.next());
    }

    @Test
    void shouldTellWhereTheBadOptionStands() {
        final UnsafeBuffer buffer = buffer("01018301");
        options.wrap(buffer, 0, 4);
        assertTrue(options.next() && options.next());
        assertFalse(options.next());
        assertEquals(2, options.offset());
        assertEquals(Ipv4OptionType.LOOSE_SOURCE_ROUTE, options.type());
    }

    @Test
    void shouldWalkTheOptionsOfAHeader() {
        final UnsafeBuffer buffer = buffer(
                "46c00020" + "00000000" + "01020000" + "0a000001" + "e0000016" + "94040000" + "1164ee9b" + "00000000");
        assertSame(DropReason.NONE, Ipv4Flyweight.check(buffer, 0, 32));
        final Ipv4RouterAlertFlyweight alert = new Ipv4RouterAlertFlyweight();
        options.wrap(new Ipv4Flyweight().wrap(buffer, 0));
        assertTrue(options.next());
        assertEquals(Ipv4OptionType.ROUTER_ALERT, options.type());
        assertEquals(22, options.dataOffset());
        assertEquals(2, options.dataLength());
        assertSame(DropReason.NONE, Ipv4RouterAlertFlyweight.check(buffer, options.offset(), options.length()));
        assertEquals(
                Ipv4RouterAlertFlyweight.EXAMINE_PACKET,
                alert.wrap(buffer, options.offset()).value());
        assertFalse(options.next());
        assertSame(DropReason.NONE, options.reason());
    }

    @Test
    void shouldTakeTypesApart() {
        assertTrue(Ipv4OptionType.isCopied(Ipv4OptionType.ROUTER_ALERT));
        assertFalse(Ipv4OptionType.isCopied(Ipv4OptionType.RECORD_ROUTE));
        assertEquals(Ipv4OptionType.CLASS_DEBUGGING, Ipv4OptionType.optionClass(Ipv4OptionType.TIMESTAMP));
        assertEquals(Ipv4OptionType.CLASS_CONTROL, Ipv4OptionType.optionClass(Ipv4OptionType.ROUTER_ALERT));
        assertEquals(20, Ipv4OptionType.number(Ipv4OptionType.ROUTER_ALERT));
        assertEquals(4, Ipv4OptionType.number(Ipv4OptionType.TIMESTAMP));
        assertTrue(Ipv4OptionType.isRoute(Ipv4OptionType.RECORD_ROUTE));
        assertTrue(Ipv4OptionType.isRoute(Ipv4OptionType.LOOSE_SOURCE_ROUTE));
        assertTrue(Ipv4OptionType.isSourceRoute(Ipv4OptionType.STRICT_SOURCE_ROUTE));
        assertFalse(Ipv4OptionType.isSourceRoute(Ipv4OptionType.RECORD_ROUTE));
        assertFalse(Ipv4OptionType.isRoute(Ipv4OptionType.TIMESTAMP));
    }

    private List<String> visit(final String hex, final int offset, final int length, final DropReason reason) {
        final UnsafeBuffer buffer = buffer(hex);
        assertSame(reason, Ipv4OptionIterator.check(buffer, offset, length));
        final List<String> visited = new ArrayList<>();
        options.wrap(buffer, offset, length);
        while (options.next()) {
            visited.add(options.type() + "/" + options.length() + "@" + options.offset());
        }
        assertSame(reason, options.reason());
        return visited;
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }
}
