package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.junit.jupiter.api.Test;

class NetworkOrderTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(HexFormat.of().parseHex("a5" + "f1f2f3f4f5f6f7f8" + "a5"));

    @Test
    void shouldReadTheMostSignificantOctetFirstAndUnsigned() {
        assertEquals(0xF1, NetworkOrder.u8(buffer, 1));
        assertEquals(0xF1F2, NetworkOrder.u16(buffer, 1));
        assertEquals(0xF1F2F3, NetworkOrder.u24(buffer, 1));
        assertEquals(0xF1F2F3F4, NetworkOrder.i32(buffer, 1));
        assertEquals(0xF1F2F3F4L, NetworkOrder.u32(buffer, 1));
        assertEquals(0xF1F2F3F4F5F6L, NetworkOrder.u48(buffer, 1));
        assertEquals(0xF1F2F3F4F5F6F7F8L, NetworkOrder.i64(buffer, 1));
    }

    @Test
    void shouldReadByAddressAsByIndex() {
        final byte[] base = buffer.byteArray();
        final long address = buffer.addressOffset() + 1;
        assertEquals(NetworkOrder.u8(buffer, 1), Memory.u8(base, address));
        assertEquals(NetworkOrder.u16(buffer, 1), Memory.u16(base, address));
        assertEquals(NetworkOrder.i32(buffer, 1), Memory.i32(base, address));
        assertEquals(NetworkOrder.u32(buffer, 1), Memory.u32(base, address));
        assertEquals(NetworkOrder.i64(buffer, 1), Memory.i64(base, address));
    }

    @Test
    void shouldWriteItsOctetsOnly() {
        buffer.setMemory(0, 10, (byte) 0xA5);
        NetworkOrder.putI64(buffer, 1, 0x0102030405060708L);
        assertEquals("a50102030405060708a5", hex());
        NetworkOrder.putU48(buffer, 1, 0xFFFF_1112_1314_1516L);
        assertEquals("a51112131415160708a5", hex());
        NetworkOrder.putI32(buffer, 1, 0x21222324);
        assertEquals("a52122232415160708a5", hex());
        NetworkOrder.putU24(buffer, 1, 0xFF313233);
        assertEquals("a53132332415160708a5", hex());
        NetworkOrder.putU16(buffer, 1, 0xFFFF4142);
        assertEquals("a54142332415160708a5", hex());
        NetworkOrder.putU8(buffer, 1, 0xFFFFFF51);
        assertEquals("a55142332415160708a5", hex());
    }

    @Test
    void shouldThrowWhenARangeIsOutsideTheBuffer() {
        assertThrows(IndexOutOfBoundsException.class, () -> NetworkOrder.boundsCheck(buffer, 1, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> NetworkOrder.i64(buffer, 3));
    }

    private String hex() {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
