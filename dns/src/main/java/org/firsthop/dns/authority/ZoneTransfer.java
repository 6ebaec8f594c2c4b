package org.firsthop.dns.authority;

import org.agrona.MutableDirectBuffer;
import org.firsthop.dns.message.MessageEncoder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.zone.Zone;
import org.jspecify.annotations.Nullable;

/**
 * The transfer of one zone over a TCP connection, message by message (RFC 5936): its SOA, every other record, and its SOA again.
 *
 * <p>IXFR gets the same, as the whole zone is always a right answer to it (RFC 1995 section 4). A connection has one of these for
 * all its life. It holds on to the zone as it was when the transfer began. Not thread-safe; allocates nothing after construction.
 */
public final class ZoneTransfer {
    /** A message is ended once it is this long, so that all of its names can be pointed to (RFC 5936 section 3.4). */
    private static final int FULL_MESSAGE = 0x4000 - 512;

    private final MessageEncoder encoder = new MessageEncoder();
    private @Nullable Zone zone;
    private int id;
    private int flags;
    private int type;
    private boolean edns;
    private boolean questionWritten;
    private int node;
    private int rrset;
    private int record;

    /** A transfer that has not begun. */
    public ZoneTransfer() {}

    /** {@return whether {@link #next} has more messages} */
    public boolean isActive() {
        return zone != null;
    }

    void begin(final Zone whole, final int queryId, final int queryFlags, final int queryType, final boolean hasEdns) {
        zone = whole;
        id = queryId;
        flags = queryFlags | MessageHeader.AA;
        type = queryType;
        edns = hasEdns;
        questionWritten = false;
        node = -1;
        rrset = 0;
        record = 0;
    }

    /**
     * Writes the next message.
     *
     * @param out where it goes.
     * @param offset of its first octet.
     * @param capacity octets that may be written; with fewer than 65,535 the transfer may end for want of room.
     * @return octets of the message, or 0 where there is none any more.
     */
    public int next(final MutableDirectBuffer out, final int offset, final int capacity) {
        final Zone whole = zone;
        if (whole == null) {
            return 0;
        }
        encoder.wrap(out, offset, Math.min(capacity, MessageFlyweight.MAX_LENGTH))
                .begin(id, flags);
        if (edns) {
            encoder.reserve(MessageEncoder.OPT_LENGTH);
        }
        if (!questionWritten) {
            // RFC 5936 section 2.2.1: the question stands in the first message, and may be left out of the others.
            encoder.question(
                    whole.origin().base(),
                    whole.origin().address(),
                    whole.origin().length(),
                    type,
                    whole.zoneClass());
            questionWritten = true;
        }
        final int empty = encoder.position();
        while (zone != null && encoder.position() < FULL_MESSAGE && writeRecord(whole)) {
            advance(whole);
        }
        if (encoder.position() == empty) {
            zone = null;
            return 0;
        }
        // What did not fit begins the next message: nothing is missing, so TC is not set.
        encoder.flags(flags);
        if (edns) {
            encoder.opt(MessageFlyweight.MAX_LENGTH, 0, 0, 0);
        }
        return encoder.finish();
    }

    private boolean writeRecord(final Zone whole) {
        final boolean soa = isAtSoa(whole);
        final int from = soa ? whole.soa() : rrset;
        final int owner = soa ? whole.apex() : node;
        final long name = whole.nameAddress(owner);
        encoder.beginRrset(
                whole.base(),
                name,
                WireName.length(whole.base(), name),
                whole.type(from),
                whole.zoneClass(),
                whole.ttl(from));
        final int each = whole.rdataAt(from, soa ? 0 : record);
        encoder.rdata(whole.base(), whole.rdataAddress(each), whole.rdataLength(each));
        return encoder.endRrset();
    }

    /** The SOA comes before the first node, and after the last. */
    private boolean isAtSoa(final Zone whole) {
        return node < 0 || node == whole.nodeCount();
    }

    private void advance(final Zone whole) {
        if (node == whole.nodeCount()) {
            zone = null;
            return;
        }
        if (node < 0) {
            node = 0;
            rrset = 0;
            record = 0;
        } else if (++record == whole.rdataCount(rrset)) {
            record = 0;
            rrset++;
        }
        while (node < whole.nodeCount() && (rrset == whole.firstRrset(node + 1) || rrset == whole.soa())) {
            if (rrset == whole.soa() && rrset < whole.firstRrset(node + 1)) {
                rrset++;
            } else {
                node++;
            }
        }
    }
}
