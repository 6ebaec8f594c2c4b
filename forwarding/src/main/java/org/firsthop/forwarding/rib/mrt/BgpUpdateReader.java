package org.firsthop.forwarding.rib.mrt;

import java.io.IOException;
import org.firsthop.forwarding.rib.file.RouteFileException;

/** Reads the BGP messages of MRT records, and the path attributes of table dumps. Not thread-safe. */
final class BgpUpdateReader {
    // Subtypes (RFC 6396 section 4.4, RFC 8050 section 3).
    private static final int STATE_CHANGE = 0;
    private static final int MESSAGE = 1;
    private static final int MESSAGE_AS4 = 4;
    private static final int STATE_CHANGE_AS4 = 5;
    private static final int MESSAGE_LOCAL = 6;
    private static final int MESSAGE_AS4_LOCAL = 7;
    private static final int MESSAGE_ADDPATH = 8;
    private static final int MESSAGE_AS4_ADDPATH = 9;
    private static final int MESSAGE_LOCAL_ADDPATH = 10;
    private static final int MESSAGE_AS4_LOCAL_ADDPATH = 11;

    private static final int AFI_IPV4 = 1;
    private static final int AFI_IPV6 = 2;
    private static final int SAFI_UNICAST = 1;

    private static final int ESTABLISHED = 6;
    private static final int UPDATE = 2;
    private static final int MARKER_LENGTH = 16;
    private static final int BGP_HEADER_LENGTH = 19;

    private static final int EXTENDED_LENGTH = 0x10;
    private static final int NEXT_HOP = 3;
    private static final int MULTI_EXIT_DISC = 4;
    private static final int MP_REACH_NLRI = 14;
    private static final int MP_UNREACH_NLRI = 15;
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;

    private final MrtRecord record;
    private final MrtRoute route;
    private final MrtConsumer consumer;

    BgpUpdateReader(final MrtRecord record, final MrtRoute route, final MrtConsumer consumer) {
        this.record = record;
        this.route = route;
        this.consumer = consumer;
    }

    /** Reads a record of type BGP4MP; returns whether it is of a kind that is read. */
    boolean read(final long timestamp) throws IOException {
        final int subtype = record.subtype();
        switch (subtype) {
            case STATE_CHANGE, STATE_CHANGE_AS4 -> {
                final MrtPeer peer = peer(subtype == STATE_CHANGE_AS4);
                final int before = record.u16();
                if (before == ESTABLISHED && record.u16() != ESTABLISHED) {
                    consumer.peerDown(peer);
                }
                return true;
            }
            case MESSAGE, MESSAGE_AS4, MESSAGE_ADDPATH, MESSAGE_AS4_ADDPATH -> {
                final boolean isLong = subtype == MESSAGE_AS4 || subtype == MESSAGE_AS4_ADDPATH;
                route.from(peer(isLong), timestamp);
                return message(subtype >= MESSAGE_ADDPATH);
            }
            case MESSAGE_LOCAL, MESSAGE_AS4_LOCAL, MESSAGE_LOCAL_ADDPATH, MESSAGE_AS4_LOCAL_ADDPATH -> {
                // What the collector itself has sent is no route of a peer.
                return false;
            }
            default -> {
                return false;
            }
        }
    }

    private MrtPeer peer(final boolean hasLongAs) throws RouteFileException {
        final long asNumber = hasLongAs ? record.u32() : record.u16();
        record.skip(hasLongAs ? Integer.BYTES : Short.BYTES, "the collector's AS number");
        record.skip(Short.BYTES, "an interface index");
        final int family = record.u16();
        if (family != AFI_IPV4 && family != AFI_IPV6) {
            throw record.faultOfField("address family: value=" + family + ", expected 1 or 2");
        }
        final boolean isIpv6 = family == AFI_IPV6;
        record.address(isIpv6);
        final MrtPeer peer = new MrtPeer(isIpv6, record.high(), record.low(), asNumber);
        record.address(isIpv6);
        return peer;
    }

    /** RFC 4271 section 4.1 and 4.3. */
    private boolean message(final boolean hasPathIds) throws IOException {
        record.skip(MARKER_LENGTH, "a BGP marker");
        final int length = record.u16();
        if (length < BGP_HEADER_LENGTH) {
            throw record.faultOfField(
                    "BGP message length: value=" + length + ", expected at least " + BGP_HEADER_LENGTH);
        }
        final int type = record.u8();
        if (type != UPDATE) {
            return false;
        }
        final int message = record.narrow(length - BGP_HEADER_LENGTH, "a BGP message");
        final int withdrawn = record.narrow(record.u16(), "withdrawn routes");
        prefixes(true, false, hasPathIds);
        record.widen(withdrawn);
        final int attributes = record.narrow(record.u16(), "path attributes");
        attributes(hasPathIds, false);
        record.widen(attributes);
        prefixes(false, false, hasPathIds);
        record.widen(message);
        return true;
    }

    /** Reads the attributes of a table dump's entry, with their length before them: the next hop of the route. */
    void attributesOfEntry() throws IOException {
        final int before = record.narrow(record.u16(), "path attributes");
        attributes(false, true);
        record.widen(before);
    }

    private void attributes(final boolean hasPathIds, final boolean isEntry) throws IOException {
        boolean hasNextHop = false;
        long nextHop = 0;
        route.metric(metric());
        while (record.remaining() > 0) {
            final int flags = record.u8();
            final int type = record.u8();
            final int length = (flags & EXTENDED_LENGTH) != 0 ? record.u16() : record.u8();
            final int before = record.narrow(length, "path attribute " + type);
            switch (type) {
                case NEXT_HOP -> {
                    record.address(false);
                    hasNextHop = true;
                    nextHop = record.low();
                }
                case MP_REACH_NLRI -> reach(hasPathIds, isEntry);
                case MP_UNREACH_NLRI -> unreach(hasPathIds);
                default -> {
                    // Does not say where packets go.
                }
            }
            record.widen(before);
        }
        // Of the routes that follow in the message itself; those of MP_REACH_NLRI have been taken with their own.
        if (hasNextHop && (!isEntry || !route.hasNextHop())) {
            route.nextHop(false, 0, nextHop);
        }
    }

    /** Looks for the MULTI_EXIT_DISC, which may stand behind the routes that have it; what is wrong is found when it is read. */
    private long metric() {
        int at = 0;
        while (at + 2 < record.remaining()) {
            final boolean isExtended = (record.peek(at) & EXTENDED_LENGTH) != 0;
            if (isExtended && at + 3 >= record.remaining()) {
                return 0;
            }
            final int length = isExtended ? record.peek(at + 2) << 8 | record.peek(at + 3) : record.peek(at + 2);
            final int value = at + (isExtended ? 4 : 3);
            if (record.peek(at + 1) == MULTI_EXIT_DISC
                    && length == Integer.BYTES
                    && value + length <= record.remaining()) {
                return (long) record.peek(value) << 24
                        | record.peek(value + 1) << 16
                        | record.peek(value + 2) << 8
                        | record.peek(value + 3);
            }
            at = value + length;
        }
        return 0;
    }

    /** RFC 4760 section 3; in table dumps mostly no more than the next hop (RFC 6396 section 4.3.4). */
    private void reach(final boolean hasPathIds, final boolean isEntry) throws IOException {
        if (isEntry && record.remaining() > 0 && record.peek(0) == record.remaining() - 1) {
            nextHop(record.u8());
            return;
        }
        final int family = record.u16();
        final int kind = record.u8();
        nextHop(record.u8());
        record.skip(1, "a reserved field");
        if (!isEntry && isUnicast(family, kind)) {
            prefixes(false, family == AFI_IPV6, hasPathIds);
        }
    }

    private void unreach(final boolean hasPathIds) throws IOException {
        final int family = record.u16();
        if (isUnicast(family, record.u8())) {
            prefixes(true, family == AFI_IPV6, hasPathIds);
        }
    }

    private static boolean isUnicast(final int family, final int kind) {
        return kind == SAFI_UNICAST && (family == AFI_IPV4 || family == AFI_IPV6);
    }

    /** Of a global and a link-local address (RFC 2545 section 3) the global one counts. */
    private void nextHop(final int length) throws RouteFileException {
        final int before = record.narrow(length, "a next hop");
        if (length == IPV4_LENGTH || length >= IPV6_LENGTH) {
            record.address(length != IPV4_LENGTH);
            route.nextHop(length != IPV4_LENGTH, record.high(), record.low());
        }
        record.widen(before);
    }

    private void prefixes(final boolean isWithdrawal, final boolean isIpv6, final boolean hasPathIds)
            throws IOException {
        while (record.remaining() > 0) {
            final long pathId = hasPathIds ? record.u32() : 0;
            record.prefix(isIpv6);
            consumer.accept(
                    route.prefix(isWithdrawal, isIpv6, pathId).bits(record.high(), record.low(), record.length()));
        }
    }
}
