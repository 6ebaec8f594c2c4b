package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.filter.FilterList;
import org.firsthop.forwarding.filter.FilterSet;
import org.firsthop.forwarding.icmp.Redirects;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the IPv4 packets about which there is nothing to say, and leaves all others to the stages that say it.
 *
 * <p>Nearly every packet that a router meets is of one kind: addressed to the router's interface, IPv4 without options, valid,
 * between unicast addresses, with hops to go, to a neighbor whose link address is known, and no longer than the MTU. For
 * such a packet the way through {@link EthernetInput}, {@link Ipv4Input}, {@link Ipv4Lookup} and {@link Ipv4Rewrite} comes to
 * a fixed set of comparisons, a lookup and a rewrite; this stage does them at once, while the header is in registers.
 * Any other packet goes to {@link #rest} as it came, and the stages there find, count and tell what is special about it. So
 * this stage drops nothing, decides nothing that they do not decide in the same way, and can be left out.
 *
 * <p>A packet that takes this way does not overtake one of its flow that takes the other unless they differ in one of the
 * points above, such as in IP options.
 */
public final class Ipv4FastPath extends Stage {
    private static final int CHUNK = FrameBatch.DEFAULT_CAPACITY;

    /** How many packets of a vector are looked at for whether their senders have a better first hop. */
    private static final int REDIRECT_LOOKS = 4;

    /** The state of a candidate that may not leave. */
    private static final long NO_WAY = AdjacencyTable.NO_ROUTE;

    /** Stands for no interface. */
    private static final int NONE = -1;

    /** Of the eight octets of a frame from its destination on: the lowest bit of the source's first octet. */
    private static final long SOURCE_GROUP_BIT = 0x0100;

    /** EtherType, version and IHL of IPv4 without options, above a TOS octet. */
    private static final int PLAIN_IPV4 = EtherType.IPV4 << 8 | 0x45;

    /** 65,535 times this is 1, modulo 2^64. */
    private static final long INVERSE_OF_65535 = 0xFFFE_FFFE_FFFE_FFFFL;

    /** The largest multiple of 65,535 below 2^64 has this quotient. */
    private static final long MAX_QUOTIENT = Long.divideUnsigned(-1L, 65_535);

    /** Where all other frames go, untouched. */
    public final Output rest = output("rest");

    /** Where notices go of packets whose senders have a better first hop. */
    public final Output redirects = output("redirects");

    private final Output[] outputs;
    private final long[] macs;
    private final Ipv4Fib fib;
    private final AdjacencyTable adjacencies;
    private final @Nullable Redirects betterHops;
    private final @Nullable FilterSet filters;
    private final int[] candidates = new int[CHUNK];
    private final int[] destinations = new int[CHUNK];
    private final int[] others = new int[CHUNK];
    private final int[] egresses = new int[CHUNK];
    private final int[] lengths = new int[CHUNK];
    private final int[] answers = new int[CHUNK];
    private final long[] states = new long[CHUNK];

    /**
     * The stage.
     *
     * @param interfaces to and from which packets go; each gets an output of its name.
     * @param fib that answers.
     * @param adjacencies that the FIB's answers are indices of.
     * @param betterHops finds senders that have a better first hop, or {@code null} where nobody is told.
     * @param filters of the interfaces, or {@code null} when there are none.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4FastPath(
            final InterfaceTable interfaces,
            final Ipv4Fib fib,
            final AdjacencyTable adjacencies,
            final @Nullable Redirects betterHops,
            final @Nullable FilterSet filters,
            final FrameAllocator frames) {
        super("ipv4-fast-path", frames);
        this.betterHops = betterHops;
        this.filters = filters;
        this.fib = fib;
        this.adjacencies = adjacencies;
        macs = interfaces.macs();
        outputs = interfaces.all().stream().map(i -> output(i.name())).toArray(Output[]::new);
    }

    /**
     * Where packets for an interface go.
     *
     * @param interfaceIndex of the interface.
     * @return the output of its name.
     */
    public Output to(final int interfaceIndex) {
        return outputs[interfaceIndex];
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final int[] frames = batch.frames();
        for (int from = 0, size = batch.size(); from < size; from += CHUNK) {
            final int to = Math.min(size, from + CHUNK);
            final int count = select(frames, from, to);
            rest.send(others, 0, to - from - count);
            fib.lookup(destinations, answers, count);
            loadStates(count);
            if (filters != null) {
                filter(filters, count);
            }
            if (betterHops != null) {
                tellOfBetterHops(betterHops, count, nowNs);
            }
            rewrite(count);
            send(count);
        }
    }

    /**
     * Parts the plain packets, which become the candidates, from the others. Nothing in the loop is a call to the compiler, so
     * that what does not change in it stays in registers.
     */
    private int select(final int[] frames, final int from, final int to) {
        final FramePool pool = pool();
        int count = 0;
        int otherCount = 0;
        for (int i = from; i < to; i++) {
            final int frame = frames[i];
            final long address = pool.address(frame);
            final int received = pool.length(frame) - EthernetFlyweight.HEADER_LENGTH;
            final int length = plainLength(address, received, macs[pool.ingress(frame)]);
            if (length == 0) {
                others[otherCount++] = frame;
            } else {
                candidates[count] = frame;
                lengths[count] = length;
                destinations[count] =
                        Memory.i32(null, address + EthernetFlyweight.HEADER_LENGTH + Ipv4Flyweight.DESTINATION_OFFSET);
                count++;
            }
        }
        return count;
    }

    /** Total Length of a plain packet that may be forwarded, or 0 for any other. */
    private static int plainLength(final long address, final int received, final long mac) {
        if (received < Ipv4Flyweight.MIN_HEADER_LENGTH) {
            return 0;
        }
        final long ip = address + EthernetFlyweight.HEADER_LENGTH;
        final long macs = Memory.i64(null, address);
        final int types = Memory.i32(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET);
        final long first = Memory.i64(null, ip);
        final long second = Memory.i64(null, ip + Ipv4Flyweight.TTL_OFFSET);
        final int destination = Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET);
        final int totalLength = (int) (first >>> 32) & 0xFFFF;
        final int ttl = (int) (second >>> 56);
        final long different = ((macs >>> 16) ^ mac) | (macs & SOURCE_GROUP_BIT) | ((types >>> 8) ^ PLAIN_IPV4);
        // Each term is negative when its rule is broken, so that all rules together are one comparison.
        final int broken = totalLength - Ipv4Flyweight.MIN_HEADER_LENGTH
                | received - totalLength
                | ttl - 2
                | martian((int) second >>> 24)
                | martian(destination >>> 24);
        final long sum = (first >>> 32)
                + (first & 0xFFFF_FFFFL)
                + (second >>> 32)
                + (second & 0xFFFF_FFFFL)
                + (destination & 0xFFFF_FFFFL);
        return different == 0 && broken >= 0 && isChecksumOfAllOnes(sum) ? totalLength : 0;
    }

    /** Negative for an address whose first octet is 0, 127 or above 223: martians and groups. */
    private static int martian(final int firstOctet) {
        return firstOctet - 1 | 223 - firstOctet | (firstOctet ^ 127) - 1;
    }

    /**
     * Whether a sum of 32-bit words folds to 0xFFFF, which makes a header's checksum right: the folded sum is the remainder
     * by 65,535, and a multiple of an odd number is told by one multiplication with its inverse.
     */
    private static boolean isChecksumOfAllOnes(final long sum) {
        return Long.compareUnsigned(sum * INVERSE_OF_65535, MAX_QUOTIENT) <= 0;
    }

    /** Loads all states before any packet is touched: an ordered load would keep the compiler from overlapping them. */
    private void loadStates(final int count) {
        for (int i = 0; i < count; i++) {
            states[i] = AdjacencyTable.state(adjacencies.entryAddress(answers[i]));
        }
    }

    /**
     * Lets only those candidates leave that the access lists of both interfaces permit. The others have no way any more, and go
     * to the stages, which ask again, count and tell.
     */
    private void filter(final FilterSet lists, final int count) {
        final FramePool pool = pool();
        for (int i = 0; i < count; i++) {
            final long state = states[i];
            if (AdjacencyTable.kind(state) != AdjacencyTable.FORWARD || lengths[i] > AdjacencyTable.mtu(state)) {
                continue;
            }
            final long address = pool.address(candidates[i]) + EthernetFlyweight.HEADER_LENGTH;
            final FilterList in = lists.in(pool.ingress(candidates[i]));
            final FilterList out = lists.out(AdjacencyTable.egressInterface(state));
            if ((in != null && in.judgeIpv4(address, lengths[i]) != DropReason.NONE)
                    || (out != null && out.judgeIpv4(address, lengths[i]) != DropReason.NONE)) {
                states[i] = NO_WAY;
                continue;
            }
            if (in != null) {
                in.count(lengths[i]);
            }
            if (out != null) {
                out.count(lengths[i]);
            }
        }
    }

    /** Looks at the first packets of a vector for those that leave as they came; a flow's next packets are looked at again. */
    private void tellOfBetterHops(final Redirects hops, final int count, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, looks = Math.min(count, REDIRECT_LOOKS); i < looks; i++) {
            final long state = states[i];
            final int frame = candidates[i];
            if (AdjacencyTable.kind(state) == AdjacencyTable.FORWARD
                    && AdjacencyTable.egressInterface(state) == pool.ingress(frame)
                    && lengths[i] <= AdjacencyTable.mtu(state)) {
                final int notice = hops.notice(frame, EthernetFlyweight.HEADER_LENGTH, answers[i], nowNs);
                if (notice != FramePool.NO_FRAME) {
                    originate(notice, redirects);
                }
            }
        }
    }

    /** Rewrites the candidates that may leave, and notes by which interface; the others stay as they are. */
    private void rewrite(final int count) {
        final FramePool pool = pool();
        for (int i = 0; i < count; i++) {
            final long state = states[i];
            final int length = lengths[i];
            if (AdjacencyTable.kind(state) != AdjacencyTable.FORWARD || length > AdjacencyTable.mtu(state)) {
                egresses[i] = NONE;
                continue;
            }
            final int frame = candidates[i];
            final int offset = pool.offset(frame) + EthernetFlyweight.HEADER_LENGTH;
            final long address = pool.address() + offset;
            Ipv4Flyweight.decrementTtl(null, address);
            AdjacencyTable.copyLinkHeader(adjacencies.entryAddress(answers[i]), state, null, address);
            final int linkHeaderLength = AdjacencyTable.linkHeaderLength(state);
            pool.bounds(frame, offset - linkHeaderLength, length + linkHeaderLength);
            pool.l3Offset(frame, linkHeaderLength);
            egresses[i] = AdjacencyTable.egressInterface(state);
        }
    }

    /** Sends the candidates on, those for one interface that follow each other at once. */
    private void send(final int count) {
        int from = 0;
        for (int i = 1; i <= count; i++) {
            if (i == count || egresses[i] != egresses[from]) {
                final Output output = egresses[from] == NONE ? rest : outputs[egresses[from]];
                output.send(candidates, from, i - from);
                from = i;
            }
        }
    }
}
