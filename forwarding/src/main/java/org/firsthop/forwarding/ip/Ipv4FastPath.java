package org.firsthop.forwarding.ip;

import java.util.stream.LongStream;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.filter.FilterList;
import org.firsthop.forwarding.filter.FilterSet;
import org.firsthop.forwarding.icmp.Redirects;
import org.firsthop.forwarding.nat.NatIn;
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
 * <p>The work on a vector is done in steps, each a loop over columns, one for each thing that is known of a packet. A loop that
 * does little keeps what it needs in registers; the same work in one loop spends a quarter of its instructions on moving them.
 *
 * <p>A packet that takes this way does not overtake one of its flow that takes the other unless they differ in one of the
 * points above, such as in IP options.
 */
public final class Ipv4FastPath extends Stage {
    private static final int CHUNK = FrameBatch.DEFAULT_CAPACITY;

    /** How many packets of a vector are looked at for whether their senders have a better first hop. */
    private static final int REDIRECT_LOOKS = 4;

    /** Stands for no interface. */
    private static final int NONE = -1;

    /** Where all other frames go, untouched. */
    public final Output rest = output("rest");

    /** Where notices go of packets whose senders have a better first hop. */
    public final Output redirects = output("redirects");

    private final Output[] outputs;
    private final long[] stations;
    private final Ipv4Fib fib;
    private final AdjacencyTable adjacencies;
    private final @Nullable Redirects betterHops;
    private final @Nullable FilterSet filters;
    private final @Nullable NatIn nat;
    /** Columns, by place in the vector. */
    private final long[] addresses = new long[CHUNK];

    private final long[] ownStations = new long[CHUNK];
    private final int[] lengths = new int[CHUNK];
    private final int[] destinations = new int[CHUNK];
    private final int[] answers = new int[CHUNK];
    private final int[] linkHeaderLengths = new int[CHUNK];
    private final int[] egresses = new int[CHUNK];

    /**
     * The stage.
     *
     * @param interfaces to and from which packets go; each gets an output of its name.
     * @param fib that answers.
     * @param adjacencies that the FIB's answers are indices of.
     * @param betterHops finds senders that have a better first hop, or {@code null} where nobody is told.
     * @param filters of the interfaces, or {@code null} when there are none.
     * @param nat leads packets from outside to inside hosts, or {@code null} where none come here.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4FastPath(
            final InterfaceTable interfaces,
            final Ipv4Fib fib,
            final AdjacencyTable adjacencies,
            final @Nullable Redirects betterHops,
            final @Nullable FilterSet filters,
            final @Nullable NatIn nat,
            final FrameAllocator frames) {
        super("ipv4-fast-path", frames);
        this.betterHops = betterHops;
        this.filters = filters;
        this.nat = nat;
        this.fib = fib;
        this.adjacencies = adjacencies;
        stations = LongStream.of(interfaces.macs()).map(PlainIpv4::stations).toArray();
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
            final int count = Math.min(size - from, CHUNK);
            locate(frames, from, count);
            inspect(count);
            if (nat != null) {
                lead(nat, frames, from, count, nowNs);
            }
            fib.lookup(destinations, answers, count);
            if (filters != null) {
                filter(filters, frames, from, count);
            }
            if (betterHops != null) {
                tellOfBetterHops(betterHops, frames, from, count, nowNs);
            }
            rewrite(count);
            send(frames, from, count);
        }
    }

    /** Notes where each frame lies, how many octets it has behind its link header, and for which station it should be. */
    private void locate(final int[] frames, final int from, final int count) {
        final FramePool pool = pool();
        final long[] stationsOfInterfaces = stations;
        for (int i = 0; i < count; i++) {
            final int frame = frames[from + i];
            addresses[i] = pool.address(frame);
            lengths[i] = pool.length(frame) - EthernetFlyweight.HEADER_LENGTH;
            ownStations[i] = stationsOfInterfaces[pool.ingress(frame)];
        }
    }

    /**
     * Notes where each packet goes, and how long it is when it is plain. Nothing in the loop is a call to the compiler, and
     * every packet has its place in the columns whatever it is, so that the loop counts its rounds and checks no index.
     */
    private void inspect(final int count) {
        for (int i = 0; i < count; i++) {
            final long address = addresses[i];
            final int destination = PlainIpv4.destination(address);
            destinations[i] = PlainIpv4.turned(destination);
            lengths[i] = PlainIpv4.length(address, lengths[i], ownStations[i], destination);
        }
    }

    /** Gives packets from outside the inside addresses that they are for, and looks where those are. */
    private void lead(final NatIn translator, final int[] frames, final int from, final int count, final long nowNs) {
        final FramePool pool = pool();
        final int outside = translator.outsideAddress();
        final int outsideInterface = translator.outsideInterface();
        translator.advance(nowNs);
        for (int i = 0; i < count; i++) {
            final int frame = frames[from + i];
            final int length = lengths[i];
            if (destinations[i] == outside
                    && length != PlainIpv4.NOT_PLAIN
                    && pool.ingress(frame) == outsideInterface) {
                final long address = addresses[i];
                translator.lead(address + EthernetFlyweight.HEADER_LENGTH, length);
                destinations[i] = PlainIpv4.turned(PlainIpv4.destination(address));
            }
        }
    }

    /**
     * Lets only those packets leave that the access lists of both interfaces permit. The others go to the stages, which ask
     * again, count and tell.
     */
    private void filter(final FilterSet lists, final int[] frames, final int from, final int count) {
        final FramePool pool = pool();
        for (int i = 0; i < count; i++) {
            final long state = Adjacency.state(adjacencies.entryAddress(answers[i]));
            final int length = lengths[i];
            if (!leaves(state, length)) {
                continue;
            }
            final int frame = frames[from + i];
            final long address = addresses[i] + EthernetFlyweight.HEADER_LENGTH;
            final FilterList in = lists.in(pool.ingress(frame));
            final FilterList out = lists.out(Adjacency.egressInterface(state));
            if ((in != null && in.judgeIpv4(address, length) != DropReason.NONE)
                    || (out != null && out.judgeIpv4(address, length) != DropReason.NONE)) {
                lengths[i] = PlainIpv4.NOT_PLAIN;
                continue;
            }
            if (in != null) {
                in.count(length);
            }
            if (out != null) {
                out.count(length);
            }
        }
    }

    /** Looks at the first packets of a vector for those that leave as they came; a flow's next packets are looked at again. */
    private void tellOfBetterHops(
            final Redirects hops, final int[] frames, final int from, final int count, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, looks = Math.min(count, REDIRECT_LOOKS); i < looks; i++) {
            final long state = Adjacency.state(adjacencies.entryAddress(answers[i]));
            final int frame = frames[from + i];
            if (Adjacency.egressInterface(state) == pool.ingress(frame) && leaves(state, lengths[i])) {
                final int notice = hops.notice(frame, EthernetFlyweight.HEADER_LENGTH, answers[i], nowNs);
                if (notice != FramePool.NO_FRAME) {
                    originate(notice, redirects);
                }
            }
        }
    }

    /** Whether a packet may leave by an adjacency of some state; one that is not plain is longer than any MTU. */
    private static boolean leaves(final long state, final int length) {
        return Adjacency.kind(state) == Adjacency.FORWARD && length <= Adjacency.mtu(state);
    }

    /** Rewrites the packets that may leave, and notes by which interface; the others stay as they are. */
    private void rewrite(final int count) {
        // A state is loaded with acquire semantics, after which a field would be loaded again.
        final AdjacencyTable table = adjacencies;
        final long[] places = addresses;
        final int[] indices = answers;
        final int[] octets = lengths;
        final int[] headers = linkHeaderLengths;
        final int[] leaving = egresses;
        for (int i = 0; i < count; i++) {
            final long entry = table.entryAddress(indices[i]);
            final long state = Adjacency.state(entry);
            if (leaves(state, octets[i])) {
                final long address = places[i] + EthernetFlyweight.HEADER_LENGTH;
                Ipv4Flyweight.decrementTtl(null, address);
                Adjacency.copyLinkHeader(entry, state, null, address);
                headers[i] = Adjacency.linkHeaderLength(state);
                leaving[i] = Adjacency.egressInterface(state);
            } else {
                leaving[i] = NONE;
            }
        }
    }

    /** Sends the packets on, those for one interface that follow each other at once. */
    private void send(final int[] frames, final int from, final int count) {
        final int[] leaving = egresses;
        int first = 0;
        while (first < count) {
            final int egress = leaving[first];
            int end = first + 1;
            while (end < count && leaving[end] == egress) {
                end++;
            }
            if (egress == NONE) {
                rest.send(frames, from + first, end - first);
            } else {
                replaceHeaders(frames, from, first, end);
                outputs[egress].send(frames, from + first, end - first);
            }
            first = end;
        }
    }

    /** Lets frames begin with the link headers that were written, and end where their packets do. */
    private void replaceHeaders(final int[] frames, final int from, final int first, final int end) {
        final FramePool pool = pool();
        final int[] headers = linkHeaderLengths;
        final int[] octets = lengths;
        for (int i = first; i < end; i++) {
            pool.replaceHeader(frames[from + i], EthernetFlyweight.HEADER_LENGTH, headers[i], octets[i]);
        }
    }
}
