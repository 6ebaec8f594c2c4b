package org.firsthop.forwarding.rib.mrt;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.forwarding.rib.RouteVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Writes the routes of a {@link RouteTable} as a TABLE_DUMP_V2 (RFC 6396 section 4.3): the table of peers, then a record for each
 * prefix with the entries of all peers, with path identifiers (RFC 8050) where a route has one. {@link MrtReader} reads it, as do
 * the tools of route collectors; what {@link MrtReplay} puts into an empty table then has the same prefixes, senders, metrics and
 * gateways.
 *
 * <p>An entry says what a route has: its gateway as the NEXT_HOP or, IPv6, in an MP_REACH_NLRI attribute, which an IPv4 route may
 * have too (RFC 8950); its metric, unless it is 0, as the MULTI_EXIT_DISC; the peer's AS number as an AS_PATH of one; and an ORIGIN
 * of INCOMPLETE. Interfaces stand in no MRT file, nor do routes without a gateway or with several: they are left out, and counted.
 */
public final class MrtTableWriter {
    /** The most peers, and the most entries of a record, that the format can count. */
    private static final int MAX_COUNT = 0xFFFF;

    private static final int TABLE_DUMP_V2 = 13;
    private static final int PEER_INDEX_TABLE = 1;
    private static final int RIB_IPV4_UNICAST = 2;
    private static final int RIB_IPV6_UNICAST = 4;
    private static final int ADDPATH = 6;

    private static final int PEER_IS_IPV6 = 1;
    private static final int PEER_HAS_LONG_AS = 2;

    // Attribute flags and types (RFC 4271 section 4.3, RFC 4760 section 3).
    private static final int TRANSITIVE = 0x40;
    private static final int OPTIONAL = 0x80;
    private static final int ORIGIN = 1;
    private static final int AS_PATH = 2;
    private static final int NEXT_HOP = 3;
    private static final int MULTI_EXIT_DISC = 4;
    private static final int MP_REACH_NLRI = 14;
    private static final int INCOMPLETE = 2;
    private static final int AS_SEQUENCE = 2;
    private static final int IPV6_LENGTH = 16;

    private final MrtSenders senders;
    private final long timestamp;
    private final MrtOutput out;
    private final Map<MrtPeer, Integer> peers = new LinkedHashMap<>();
    private long leftOut;
    private long records;

    /** The prefix at hand and its routes. */
    private boolean isIpv6;

    private long high;
    private long low;
    private int length;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(MrtSender sender, int metric, NextHops.Path path) {}

    private MrtTableWriter(final OutputStream out, final MrtSenders senders, final long timestamp) {
        this.senders = senders;
        this.timestamp = timestamp;
        this.out = new MrtOutput(out, TABLE_DUMP_V2, timestamp);
    }

    /**
     * Writes a file; what was in it is lost.
     *
     * @param table whose routes are written; used by its writer.
     * @param senders says who sent them.
     * @param timestamp of the dump and of all routes, in seconds since 1970 UTC, 0 to 4,294,967,295.
     * @param file compressed when its name ends in {@code .gz}.
     * @return how many routes were left out.
     * @throws IOException when the file cannot be written.
     * @throws IllegalArgumentException when the timestamp is outside its range, or there are more than 65,535 peers.
     */
    public static long write(final RouteTable table, final MrtSenders senders, final long timestamp, final Path file)
            throws IOException {
        try (OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file));
                OutputStream target = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain, 1 << 16) : plain) {
            return write(table, senders, timestamp, target);
        }
    }

    /**
     * Writes to a stream.
     *
     * @param table whose routes are written; used by its writer.
     * @param senders says who sent them.
     * @param timestamp of the dump and of all routes, in seconds since 1970 UTC, 0 to 4,294,967,295.
     * @param target written to by records, and not closed.
     * @return how many routes were left out.
     * @throws IOException when the stream cannot be written to.
     * @throws IllegalArgumentException when the timestamp is outside its range, or there are more than 65,535 peers.
     */
    public static long write(
            final RouteTable table, final MrtSenders senders, final long timestamp, final OutputStream target)
            throws IOException {
        if (timestamp < 0 || timestamp > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("timestamp: value=" + timestamp + ", limit=" + 0xFFFF_FFFFL);
        }
        final MrtTableWriter writer = new MrtTableWriter(target, senders, timestamp);
        table.forEach((isIpv6, high, low, length, source, pathId, metric, nextHops, isSelected) ->
                writer.findPeer(source, pathId, nextHops));
        writer.writePeers();
        final List<IOException> failures = new ArrayList<>(1);
        table.forEach(writer.stoppingAt(failures));
        if (failures.isEmpty()) {
            writer.writePrefix();
        } else {
            throw failures.get(0);
        }
        return writer.leftOut;
    }

    private void findPeer(final RouteSource source, final int pathId, final NextHops nextHops) {
        final MrtSender sender = hasGateway(nextHops) ? senders.of(source, pathId) : null;
        if (sender == null) {
            leftOut++;
        } else if (peers.putIfAbsent(sender.peer(), peers.size()) == null && peers.size() > MAX_COUNT) {
            throw new IllegalArgumentException("peers: value=" + peers.size() + ", limit=" + MAX_COUNT);
        }
    }

    private static boolean hasGateway(final NextHops nextHops) {
        return nextHops.paths().size() == 1 && nextHops.paths().get(0).family() != AdjacencyTable.FAMILY_NONE;
    }

    /** RFC 6396 section 4.3.1. Who collects, and which of its views this is, no one has said. */
    private void writePeers() throws IOException {
        out.u32(0);
        out.u16(0);
        out.u16(peers.size());
        for (final MrtPeer peer : peers.keySet()) {
            out.u8(PEER_HAS_LONG_AS | (peer.isIpv6() ? PEER_IS_IPV6 : 0));
            out.u32(0);
            out.address(peer.isIpv6(), peer.high(), peer.low());
            out.u32(peer.asNumber());
        }
        out.end(PEER_INDEX_TABLE);
    }

    /** Collects the routes of each prefix, and writes them when the next one comes. */
    private RouteVisitor stoppingAt(final List<IOException> failures) {
        return (ofIpv6, ofHigh, ofLow, ofLength, source, pathId, metric, nextHops, isSelected) -> {
            final @Nullable MrtSender sender =
                    failures.isEmpty() && hasGateway(nextHops) ? senders.of(source, pathId) : null;
            if (sender == null) {
                return;
            }
            final boolean isSame = ofIpv6 == isIpv6 && ofHigh == high && ofLow == low && ofLength == length;
            if (!isSame || entries.size() == MAX_COUNT) {
                try {
                    writePrefix();
                } catch (final IOException e) {
                    failures.add(e);
                }
                isIpv6 = ofIpv6;
                high = ofHigh;
                low = ofLow;
                length = ofLength;
            }
            entries.add(new Entry(sender, metric, nextHops.paths().get(0)));
        };
    }

    /** RFC 6396 section 4.3.2; RFC 8050 section 4.1. */
    private void writePrefix() throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        final boolean hasPathIds = entries.stream().anyMatch(entry -> entry.sender.pathId() != 0);
        out.u32(records++);
        out.prefix(isIpv6, high, low, length);
        out.u16(entries.size());
        for (final Entry entry : entries) {
            out.u16(Objects.requireNonNull(peers.get(entry.sender.peer()), "the peer of a sender that changed"));
            out.u32(timestamp);
            if (hasPathIds) {
                out.u32(entry.sender.pathId());
            }
            final int position = out.position();
            out.u16(0);
            attributes(entry);
            out.count(position, out.position() - position - Short.BYTES);
        }
        entries.clear();
        out.end((isIpv6 ? RIB_IPV6_UNICAST : RIB_IPV4_UNICAST) + (hasPathIds ? ADDPATH : 0));
    }

    private void attributes(final Entry entry) {
        attribute(TRANSITIVE, ORIGIN, 1);
        out.u8(INCOMPLETE);
        final long asNumber = entry.sender.peer().asNumber();
        attribute(TRANSITIVE, AS_PATH, asNumber == 0 ? 0 : 2 + Integer.BYTES);
        if (asNumber != 0) {
            out.u8(AS_SEQUENCE);
            out.u8(1);
            out.u32(asNumber);
        }
        final boolean isIpv6Gateway = entry.path.family() == AdjacencyTable.FAMILY_IPV6;
        if (!isIpv6Gateway) {
            attribute(TRANSITIVE, NEXT_HOP, Integer.BYTES);
            out.address(false, 0, entry.path.low());
        }
        if (entry.metric != 0) {
            attribute(OPTIONAL, MULTI_EXIT_DISC, Integer.BYTES);
            out.u32(Integer.toUnsignedLong(entry.metric));
        }
        if (isIpv6Gateway) {
            // No more than the next hop (RFC 6396 section 4.3.4).
            attribute(OPTIONAL, MP_REACH_NLRI, 1 + IPV6_LENGTH);
            out.u8(IPV6_LENGTH);
            out.address(true, entry.path.high(), entry.path.low());
        }
    }

    private void attribute(final int flags, final int type, final int octets) {
        out.u8(flags);
        out.u8(type);
        out.u8(octets);
    }
}
