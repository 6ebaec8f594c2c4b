package org.firsthop.forwarding.rib.mrt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.firsthop.forwarding.rib.file.RouteFileException;
import org.firsthop.forwarding.rib.file.RouteFileInput;

/**
 * Reads MRT files: table dumps and BGP messages (RFC 6396), with path identifiers (RFC 8050). The package says which records.
 * Not thread-safe.
 */
public final class MrtReader {
    private static final int TABLE_DUMP_V2 = 13;
    private static final int BGP4MP = 16;
    private static final int BGP4MP_ET = 17;

    private static final int PEER_INDEX_TABLE = 1;
    private static final int RIB_IPV4_UNICAST = 2;
    private static final int RIB_IPV6_UNICAST = 4;
    private static final int RIB_IPV4_UNICAST_ADDPATH = 8;
    private static final int RIB_IPV6_UNICAST_ADDPATH = 10;

    private static final int HEADER_LENGTH = 12;
    private static final int TYPE_OFFSET = 4;
    private static final int PEER_IS_IPV6 = 1;
    private static final int PEER_HAS_LONG_AS = 2;

    private final MrtRecord record;
    private final MrtConsumer consumer;
    private final MrtRoute route = new MrtRoute();
    private final BgpUpdateReader updates;
    private List<MrtPeer> peers = List.of();
    private long passedOver;

    private MrtReader(final RouteFileInput in, final MrtConsumer consumer) {
        record = new MrtRecord(in);
        this.consumer = consumer;
        updates = new BgpUpdateReader(record, route, consumer);
    }

    /**
     * Whether a file is of this format: so says its first record, after decompression.
     *
     * @param path of the file.
     * @return whether it begins with a record of a type that is read.
     * @throws IOException when it cannot be read.
     */
    public static boolean isMrt(final Path path) throws IOException {
        try (InputStream source = Files.newInputStream(path);
                RouteFileInput in = new RouteFileInput(path.toString(), source)) {
            final byte[] header = new byte[HEADER_LENGTH];
            int count = 0;
            int read = 0;
            while (read >= 0 && count < HEADER_LENGTH) {
                count += read;
                read = in.read(header, count, HEADER_LENGTH - count);
            }
            final int type = header[TYPE_OFFSET] << 8 | header[TYPE_OFFSET + 1];
            return count == HEADER_LENGTH && (type == TABLE_DUMP_V2 || type == BGP4MP || type == BGP4MP_ET);
        }
    }

    /**
     * Reads a file.
     *
     * @param path of the file.
     * @param consumer that takes the routes.
     * @return how many records were passed over because they are of a kind that is not read.
     * @throws IOException when the file cannot be read, or the consumer fails.
     * @throws RouteFileException when the file says something that cannot be.
     */
    public static long read(final Path path, final MrtConsumer consumer) throws IOException {
        try (InputStream source = Files.newInputStream(path)) {
            return read(path.toString(), source, consumer);
        }
    }

    /**
     * Reads a stream.
     *
     * @param file the name that messages give it.
     * @param source read to its end, and not closed; need not be buffered.
     * @param consumer that takes the routes.
     * @return how many records were passed over because they are of a kind that is not read.
     * @throws IOException when the source cannot be read, or the consumer fails.
     * @throws RouteFileException when the source says something that cannot be.
     */
    public static long read(final String file, final InputStream source, final MrtConsumer consumer)
            throws IOException {
        final MrtReader reader = new MrtReader(new RouteFileInput(file, source), consumer);
        while (reader.record.next()) {
            reader.readRecord();
        }
        return reader.passedOver;
    }

    private void readRecord() throws IOException {
        final boolean isRead =
                switch (record.type()) {
                    case TABLE_DUMP_V2 -> tableDump();
                    case BGP4MP -> updates.read(record.timestamp());
                    case BGP4MP_ET -> {
                        record.skip(Integer.BYTES, "microseconds");
                        yield updates.read(record.timestamp());
                    }
                    default -> false;
                };
        passedOver += isRead ? 0 : 1;
    }

    private boolean tableDump() throws IOException {
        switch (record.subtype()) {
            case PEER_INDEX_TABLE -> peerIndexTable();
            case RIB_IPV4_UNICAST -> entries(false, false);
            case RIB_IPV6_UNICAST -> entries(true, false);
            case RIB_IPV4_UNICAST_ADDPATH -> entries(false, true);
            case RIB_IPV6_UNICAST_ADDPATH -> entries(true, true);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** RFC 6396 section 4.3.1. */
    private void peerIndexTable() throws RouteFileException {
        record.skip(Integer.BYTES, "a collector's identifier");
        record.skip(record.u16(), "a view's name");
        final int count = record.u16();
        peers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final int type = record.u8();
            record.skip(Integer.BYTES, "a peer's identifier");
            record.address((type & PEER_IS_IPV6) != 0);
            final long asNumber = (type & PEER_HAS_LONG_AS) != 0 ? record.u32() : record.u16();
            peers.add(new MrtPeer((type & PEER_IS_IPV6) != 0, record.high(), record.low(), asNumber));
        }
    }

    /** RFC 6396 section 4.3.2 and 4.3.4. */
    private void entries(final boolean isIpv6, final boolean hasPathIds) throws IOException {
        record.skip(Integer.BYTES, "a sequence number");
        record.prefix(isIpv6);
        final long high = record.high();
        final long low = record.low();
        final int length = record.length();
        final int count = record.u16();
        for (int i = 0; i < count; i++) {
            final int peer = record.u16();
            if (peer >= peers.size()) {
                throw record.faultOfField("peer index: value=" + peer + ", limit=" + (peers.size() - 1));
            }
            final long originated = record.u32();
            final long pathId = hasPathIds ? record.u32() : 0;
            route.from(peers.get(peer), originated).prefix(false, isIpv6, pathId);
            updates.attributesOfEntry();
            consumer.accept(route.bits(high, low, length));
        }
    }
}
