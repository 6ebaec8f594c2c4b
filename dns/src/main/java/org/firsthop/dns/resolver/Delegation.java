package org.firsthop.dns.resolver;

import java.util.Arrays;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.WireName;
import org.jspecify.annotations.Nullable;

/**
 * A zone cut: the names of the zone's servers, and the addresses known for them.
 *
 * <p>Of a longer list the first {@value #MAX_SERVERS} names and {@value #MAX_ADDRESSES} addresses count, so that no
 * referral makes more work than that (NXNSAttack; BIND's limit is the same). An address is kept once, whatever number of
 * names bear it. The packed form is what the cache keeps.
 */
final class Delegation {
    static final int MAX_SERVERS = 13;
    static final int MAX_ADDRESSES = 26;
    static final int NAMES_CAPACITY = MAX_SERVERS * WireName.MAX_LENGTH + WireName.CAPACITY;

    /** Nothing was done yet to find the server's address, beyond the glue that came. */
    static final byte UNRESOLVED = 0;
    /** The address is being looked up. */
    static final byte PENDING = 1;
    /** Nothing more is to be learned about the server's address. */
    static final byte RESOLVED = 2;
    /** The server has no IPv4 address; whether it has an IPv6 one is not known yet. */
    static final byte NO_IPV4 = 3;

    private static final int PACKED_HEADER_LENGTH = 4;

    private final long names;
    private final int[] nameOffsets = new int[MAX_SERVERS + 1];
    private final byte[] states = new byte[MAX_SERVERS];
    private final long[] highs = new long[MAX_ADDRESSES];
    private final long[] lows = new long[MAX_ADDRESSES];
    private final byte[] tries = new byte[MAX_ADDRESSES];
    private int servers;
    private int addresses;
    long expiry;

    /** @param names address of {@link #NAMES_CAPACITY} octets outside the heap. */
    Delegation(final long names) {
        this.names = names;
    }

    void clear() {
        servers = 0;
        addresses = 0;
    }

    int servers() {
        return servers;
    }

    int addresses() {
        return addresses;
    }

    long high(final int address) {
        return highs[address];
    }

    long low(final int address) {
        return lows[address];
    }

    int tries(final int address) {
        return tries[address];
    }

    void tried(final int address) {
        tries[address]++;
    }

    /** Takes back a try that was answered. */
    void untry(final int address) {
        tries[address]--;
    }

    /** Takes an address out of the choice. */
    void spend(final int address) {
        tries[address] = Byte.MAX_VALUE;
    }

    byte state(final int server) {
        return states[server];
    }

    void state(final int server, final byte state) {
        states[server] = state;
    }

    long name(final int server) {
        return names + nameOffsets[server];
    }

    int nameLength(final int server) {
        return nameOffsets[server + 1] - nameOffsets[server];
    }

    /** Where a name that {@link #addServer} is to take can be written. */
    long nextName() {
        return names + nameOffsets[servers];
    }

    boolean isFull() {
        return servers == MAX_SERVERS;
    }

    /** Takes the name at {@link #nextName()}. */
    void addServer(final int length) {
        nameOffsets[servers + 1] = nameOffsets[servers] + length;
        states[servers] = UNRESOLVED;
        servers++;
    }

    int indexOf(final @Nullable Object base, final long name, final int length) {
        for (int i = 0; i < servers; i++) {
            if (nameLength(i) == length && WireName.equalsIgnoreCase(null, name(i), base, name, length)) {
                return i;
            }
        }
        return -1;
    }

    /** Adds an address, if it is new and there is room. */
    boolean addAddress(final long high, final long low) {
        for (int i = 0; i < addresses; i++) {
            if (lows[i] == low && highs[i] == high) {
                return false;
            }
        }
        if (addresses == MAX_ADDRESSES) {
            return false;
        }
        highs[addresses] = high;
        lows[addresses] = low;
        tries[addresses] = 0;
        addresses++;
        return true;
    }

    void copyFrom(final Delegation other) {
        servers = other.servers;
        addresses = other.addresses;
        expiry = other.expiry;
        System.arraycopy(other.nameOffsets, 0, nameOffsets, 0, servers + 1);
        System.arraycopy(other.states, 0, states, 0, servers);
        System.arraycopy(other.highs, 0, highs, 0, addresses);
        System.arraycopy(other.lows, 0, lows, 0, addresses);
        Arrays.fill(tries, 0, addresses, (byte) 0);
        Memory.copy(null, other.names, null, names, nameOffsets[servers]);
    }

    /**
     * Writes the packed form: two octets of counts, two of the names' length, the names, the addresses.
     *
     * @return its length.
     */
    int pack(final long to) {
        final int namesLength = nameOffsets[servers];
        Memory.putU8(null, to, servers);
        Memory.putU8(null, to + 1, addresses);
        Memory.putU16(null, to + 2, namesLength);
        long at = to + PACKED_HEADER_LENGTH;
        Memory.copy(null, names, null, at, namesLength);
        at += namesLength;
        for (int i = 0; i < addresses; i++) {
            Memory.putI64(null, at, highs[i]);
            Memory.putI64(null, at + 8, lows[i]);
            at += 16;
        }
        return (int) (at - to);
    }

    void unpack(final long from) {
        servers = Memory.u8(null, from);
        addresses = Memory.u8(null, from + 1);
        final int namesLength = Memory.u16(null, from + 2);
        long at = from + PACKED_HEADER_LENGTH;
        Memory.copy(null, at, null, names, namesLength);
        int offset = 0;
        for (int i = 0; i < servers; i++) {
            nameOffsets[i] = offset;
            states[i] = UNRESOLVED;
            offset += WireName.length(null, names + offset);
        }
        nameOffsets[servers] = offset;
        at += namesLength;
        for (int i = 0; i < addresses; i++) {
            highs[i] = Memory.i64(null, at);
            lows[i] = Memory.i64(null, at + 8);
            tries[i] = 0;
            at += 16;
        }
    }
}
