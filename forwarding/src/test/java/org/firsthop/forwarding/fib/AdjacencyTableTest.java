package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.junit.jupiter.api.Test;

class AdjacencyTableTest {
    private final ReadEpochs epochs = new ReadEpochs(2);
    private final AdjacencyTable table = new AdjacencyTable(epochs, 4);

    @Test
    void shouldSayNoRouteWhenIndexIsZeroOrUnused() {
        for (int index = 0; index <= table.capacity(); index++) {
            assertEquals(Adjacency.NO_ROUTE, kind(index));
            assertEquals(0, table.entryAddress(index) & 63);
        }
    }

    @Test
    void shouldKeepWhatWasAdded() {
        final int connected = table.addConnected(65_535, 9_000);
        final int next = table.addNextHop(7, 1_500, 0xC000_0201);
        final int next6 = table.addNextHop(8, 65_535, 0x2001_0db8_0000_0000L, 1);
        final int local = table.add(Adjacency.LOCAL, 3);
        assertEquals(Adjacency.CONNECTED, kind(connected));
        assertEquals(65_535, Adjacency.egressInterface(state(connected)));
        assertEquals(9_000, Adjacency.mtu(state(connected)));
        assertEquals(Adjacency.NEXT_HOP, kind(next));
        assertEquals(7, Adjacency.egressInterface(state(next)));
        assertEquals(AdjacencyTable.FAMILY_IPV4, table.nextHopFamily(next));
        assertEquals(0xC000_0201L, table.nextHopLow(next));
        assertEquals(AdjacencyTable.FAMILY_IPV6, table.nextHopFamily(next6));
        assertEquals(0x2001_0db8_0000_0000L, table.nextHopHigh(next6));
        assertEquals(1, table.nextHopLow(next6));
        assertEquals(65_535, Adjacency.mtu(state(next6)));
        assertEquals(Adjacency.LOCAL, kind(local));
        assertEquals(3, Adjacency.egressInterface(state(local)));
        assertEquals(next, table.select(next, 99));
    }

    @Test
    void shouldRefuseWhenFullAndReuseWhatWasRemoved() {
        for (int i = 0; i < 4; i++) {
            assertTrue(table.addConnected(i, 1_500) > 0);
        }
        assertEquals(0, table.addConnected(4, 1_500));
        assertEquals(1, table.refusals());
        table.remove(2);
        assertThrows(IllegalArgumentException.class, () -> table.remove(2));
        assertEquals(2, table.addConnected(9, 1_500));
    }

    @Test
    void shouldNotReuseAnIndexBeforeReadersAnnounced() {
        try (ReadEpochs.Reader reader = epochs.register()) {
            for (int i = 0; i < 4; i++) {
                table.addConnected(i, 1_500);
            }
            table.remove(3);
            assertEquals(Adjacency.NO_ROUTE, kind(3));
            assertEquals(0, table.addConnected(9, 1_500));
            assertEquals(1, table.reclaim());
            reader.announce();
            assertEquals(0, table.reclaim());
            assertEquals(3, table.addConnected(9, 1_500));
        }
    }

    @Test
    void shouldWriteTheLinkHeaderBeforeThePacket() {
        final int next = table.addNextHop(1, 1_500, 1);
        for (int length = 0; length <= Adjacency.MAX_LINK_HEADER_LENGTH; length++) {
            resolve(next, length, (byte) length);
            final byte[] frame = new byte[64];
            Arrays.fill(frame, (byte) 0xA5);
            final UnsafeBuffer buffer = new UnsafeBuffer(frame);
            final long state = state(next);
            assertEquals(Adjacency.FORWARD, Adjacency.kind(state));
            assertEquals(length, Adjacency.linkHeaderLength(state));
            assertEquals(1_500, Adjacency.mtu(state));
            Adjacency.copyLinkHeader(table.entryAddress(next), state, frame, buffer.addressOffset() + 32);
            final byte[] expected = new byte[64];
            Arrays.fill(expected, (byte) 0xA5);
            Arrays.fill(expected, 8, 32 - length, (byte) 0);
            Arrays.fill(expected, 32 - length, 32, (byte) length);
            assertEquals(Arrays.toString(expected), Arrays.toString(frame));
        }
    }

    @Test
    void shouldLeaveAHeaderThatAReaderMayUseWhenItChangesTwice() {
        final int next = table.addNextHop(1, 1_500, 1);
        resolve(next, 14, (byte) 1);
        try (ReadEpochs.Reader reader = epochs.register()) {
            final long held = Adjacency.linkHeaderAddress(table.entryAddress(next), state(next));
            resolve(next, 14, (byte) 2);
            assertEquals(2, headerOctet(next));
            resolve(next, 14, (byte) 3);
            resolve(next, 18, (byte) 4);
            assertEquals(2, headerOctet(next));
            assertEquals(1, Memory.u8(null, held));
            assertEquals(1, table.reclaim());
            reader.announce();
            assertEquals(0, table.reclaim());
            assertEquals(4, headerOctet(next));
            assertEquals(18, Adjacency.linkHeaderLength(state(next)));
        }
    }

    @Test
    void shouldForgetALateHeaderWhenUnresolved() {
        final int next = table.addNextHop(1, 1_500, 1);
        try (ReadEpochs.Reader reader = epochs.register()) {
            resolve(next, 14, (byte) 1);
            resolve(next, 14, (byte) 2);
            resolve(next, 14, (byte) 3);
            table.unresolved(next);
            assertEquals(Adjacency.NEXT_HOP, kind(next));
            assertEquals(1_500, Adjacency.mtu(state(next)));
            reader.announce();
            assertEquals(0, table.reclaim());
            assertEquals(Adjacency.NEXT_HOP, kind(next));
            resolve(next, 14, (byte) 4);
            assertEquals(4, headerOctet(next));
        }
    }

    @Test
    void shouldKeepCookieAndMtu() {
        final int next = table.addNextHop(1, 1_500, 1);
        resolve(next, 14, (byte) 1);
        table.cookie(next, -2L);
        table.mtu(next, 576);
        assertEquals(-2L, Adjacency.cookie(table.entryAddress(next)));
        assertEquals(576, Adjacency.mtu(state(next)));
        assertEquals(Adjacency.FORWARD, kind(next));
        assertEquals(1, headerOctet(next));
    }

    @Test
    void shouldRefuseArgumentsOutsideTheirRange() {
        final int connected = table.addConnected(1, 1_500);
        final UnsafeBuffer header = new UnsafeBuffer(new byte[32]);
        assertThrows(IllegalArgumentException.class, () -> new AdjacencyTable(epochs, 0));
        assertThrows(IllegalArgumentException.class, () -> table.addConnected(65_536, 1_500));
        assertThrows(IllegalArgumentException.class, () -> table.addConnected(1, 65_536));
        assertThrows(IllegalArgumentException.class, () -> table.add(Adjacency.FORWARD, 0));
        assertThrows(IllegalArgumentException.class, () -> table.linkHeader(connected, header, 0, 14));
        assertThrows(IllegalArgumentException.class, () -> table.unresolved(0));
        assertThrows(IllegalArgumentException.class, () -> table.remove(5));
        final int next = table.addNextHop(1, 1_500, 1);
        assertThrows(IllegalArgumentException.class, () -> table.linkHeader(next, header, 0, 23));
        assertThrows(IndexOutOfBoundsException.class, () -> table.linkHeader(next, header, 20, 14));
        assertEquals(Adjacency.NEXT_HOP, kind(next));
    }

    private void resolve(final int adjacency, final int length, final byte value) {
        final byte[] header = new byte[length + 2];
        Arrays.fill(header, value);
        table.linkHeader(adjacency, new UnsafeBuffer(header), 1, length);
    }

    private int headerOctet(final int adjacency) {
        final long address = Adjacency.linkHeaderAddress(table.entryAddress(adjacency), state(adjacency));
        return Memory.u8(null, address);
    }

    private long state(final int adjacency) {
        return Adjacency.state(table.entryAddress(adjacency));
    }

    private int kind(final int adjacency) {
        return Adjacency.kind(state(adjacency));
    }
}
