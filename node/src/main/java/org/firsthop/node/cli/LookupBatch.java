package org.firsthop.node.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;

/** Addresses that are looked up together, and answered in the order in which they came. Not thread-safe. */
final class LookupBatch {
    /** Octets of an address, a prefix and what stands between them. */
    private static final int MAX_ANSWER_LENGTH = Ipv6Address.MAX_TEXT_LENGTH + Ipv6Prefix.MAX_TEXT_LENGTH + 8;

    private static final int TEXT_LENGTH = 64 * 1024;

    private final LookupTable table;
    private final Writer out;
    private final boolean[] isIpv6;
    private final int[] ipv4;
    private final int[] ipv4Adjacencies;
    private final long[] highs;
    private final long[] lows;
    private final int[] ipv6Adjacencies;
    private final byte[] octets = new byte[TEXT_LENGTH];
    private final UnsafeBuffer text = new UnsafeBuffer(octets);
    private int position;
    private int count;
    private int ipv4Count;
    private int ipv6Count;
    private long total;
    private long lookupNanos;

    /**
     * An empty batch.
     *
     * @param table to look up in.
     * @param out gets the answers, one a line.
     * @param capacity the most addresses that wait.
     */
    LookupBatch(final LookupTable table, final Writer out, final int capacity) {
        this.table = table;
        this.out = out;
        isIpv6 = new boolean[capacity];
        ipv4 = new int[capacity];
        ipv4Adjacencies = new int[capacity];
        highs = new long[capacity];
        lows = new long[capacity];
        ipv6Adjacencies = new int[capacity];
    }

    /**
     * Adds an address; answers all that wait when the batch is full.
     *
     * @param ipv6 whether it is an IPv6 address.
     * @param high the first 64 bits of an IPv6 address.
     * @param low the last 64 bits of an IPv6 address, or an IPv4 address.
     * @throws IOException when the output fails.
     */
    void add(final boolean ipv6, final long high, final long low) throws IOException {
        isIpv6[count++] = ipv6;
        if (ipv6) {
            highs[ipv6Count] = high;
            lows[ipv6Count++] = low;
        } else {
            ipv4[ipv4Count++] = (int) low;
        }
        if (count == isIpv6.length) {
            answer();
        }
    }

    /**
     * Answers all that wait, and flushes the output.
     *
     * @throws IOException when the output fails.
     */
    void flush() throws IOException {
        answer();
        write();
        out.flush();
    }

    private void answer() throws IOException {
        final long start = System.nanoTime();
        table.ipv4().lookup(ipv4, ipv4Adjacencies, ipv4Count);
        table.ipv6().lookup(highs, lows, ipv6Adjacencies, ipv6Count);
        lookupNanos += System.nanoTime() - start;
        int nextIpv4 = 0;
        int nextIpv6 = 0;
        for (int i = 0; i < count; i++) {
            if (TEXT_LENGTH - position < MAX_ANSWER_LENGTH) {
                write();
            }
            if (isIpv6[i]) {
                answer(highs[nextIpv6], lows[nextIpv6], ipv6Adjacencies[nextIpv6]);
                nextIpv6++;
            } else {
                answer(ipv4[nextIpv4], ipv4Adjacencies[nextIpv4]);
                nextIpv4++;
            }
        }
        total += count;
        count = 0;
        ipv4Count = 0;
        ipv6Count = 0;
    }

    private void answer(final int address, final int adjacency) throws IOException {
        position += Ipv4Address.format(address, text, position);
        final int length = adjacency == 0 ? -1 : table.ipv4().matchLength(address);
        put(' ');
        if (length >= 0) {
            position += Ipv4Address.format(address & Ipv4Prefix.mask(length), text, position);
        }
        finish(length, adjacency);
    }

    private void answer(final long high, final long low, final int adjacency) throws IOException {
        position += Ipv6Address.format(high, low, text, position);
        final int length = adjacency == 0 ? -1 : table.ipv6().matchLength(high, low);
        put(' ');
        if (length >= 0) {
            final long prefixHigh = high & Ipv6Prefix.maskHigh(length);
            position += Ipv6Address.format(prefixHigh, low & Ipv6Prefix.maskLow(length), text, position);
        }
        finish(length, adjacency);
    }

    private void finish(final int length, final int adjacency) throws IOException {
        put(length < 0 ? '-' : '/');
        if (length >= 0) {
            position += text.putNaturalIntAscii(position, length);
        }
        put(' ');
        final String nextHop = table.nextHop(adjacency);
        if (nextHop.length() < TEXT_LENGTH - position) {
            position += text.putStringWithoutLengthAscii(position, nextHop);
        } else {
            write();
            out.write(nextHop);
        }
        put('\n');
    }

    private void put(final char c) {
        octets[position++] = (byte) c;
    }

    private void write() throws IOException {
        out.write(new String(octets, 0, position, StandardCharsets.ISO_8859_1));
        position = 0;
    }

    /** {@return how many addresses were answered} */
    long total() {
        return total;
    }

    /** {@return the time that the FIBs took} */
    long lookupNanos() {
        return lookupNanos;
    }
}
