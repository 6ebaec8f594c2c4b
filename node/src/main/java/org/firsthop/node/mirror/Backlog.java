package org.firsthop.node.mirror;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Datagrams that wait, one behind the other, each after its length; bounded. */
final class Backlog {
    private final int limit;
    private final ExpandableArrayBuffer octets = new ExpandableArrayBuffer();
    private int length;
    private int read;

    Backlog(final int limit) {
        this.limit = limit;
    }

    void clear() {
        length = 0;
        read = 0;
    }

    /** Adds a datagram; {@return whether there was room} */
    boolean add(final DirectBuffer buffer, final int datagramLength) {
        if (length + Integer.BYTES + datagramLength > limit) {
            return false;
        }
        octets.putInt(length, datagramLength);
        octets.putBytes(length + Integer.BYTES, buffer, 0, datagramLength);
        length += Integer.BYTES + datagramLength;
        return true;
    }

    /** Takes the next datagram; {@return where it begins, or -1 when there is none} */
    int next() {
        if (read == length) {
            clear();
            return -1;
        }
        final int at = read + Integer.BYTES;
        read = at + octets.getInt(read);
        return at;
    }

    /** {@return the length of the datagram that was taken last} */
    int datagramLength(final int at) {
        return octets.getInt(at - Integer.BYTES);
    }

    DirectBuffer buffer() {
        return octets;
    }
}
