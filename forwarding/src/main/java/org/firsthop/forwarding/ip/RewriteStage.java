package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.icmp.Redirects;
import org.firsthop.forwarding.local.FrameFlags;
import org.jspecify.annotations.Nullable;

/**
 * What the rewrites of both IP versions share: the last checks before a packet leaves, and its new link header.
 *
 * <p>The packet's hop limit is counted down, its length is held against the MTU of the adjacency, the link header of the
 * adjacency is laid before it in the frame's headroom, and it goes to the output of its egress interface.
 */
abstract class RewriteStage extends Stage {
    /** The next hop's link address was lost between lookup and rewrite; the packet came too early. */
    public static final DropReason UNRESOLVED = DropReason.declare(
            "IP_NEXT_HOP_UNRESOLVED", Severity.INFO, "the next hop's link address is not known any more");

    private static final int CHUNK = FrameBatch.DEFAULT_CAPACITY;

    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    /** Where notices go of packets whose senders have a better first hop. */
    public final Output redirects = output("redirects");

    /** One output an interface, by its index. */
    private final Output[] outputs;

    private final AdjacencyTable adjacencies;
    private final @Nullable Redirects betterHops;
    private long[] states = new long[FrameBatch.SMALL_CAPACITY];

    /**
     * The stage.
     *
     * @param name unique in its graph.
     * @param interfaces to which packets may leave; each gets an output of its name.
     * @param adjacencies that frames' descriptors are indices of.
     * @param betterHops finds senders that have a better first hop, or {@code null} where nobody is told.
     * @param frames the allocator of the thread that runs the graph.
     */
    protected RewriteStage(
            final String name,
            final InterfaceTable interfaces,
            final AdjacencyTable adjacencies,
            final @Nullable Redirects betterHops,
            final FrameAllocator frames) {
        super(name, frames);
        this.adjacencies = adjacencies;
        this.betterHops = betterHops;
        outputs = interfaces.all().stream().map(i -> output(i.name())).toArray(Output[]::new);
    }

    /**
     * Where packets for an interface go.
     *
     * @param interfaceIndex of the interface.
     * @return the output of its name.
     */
    public final Output to(final int interfaceIndex) {
        return outputs[interfaceIndex];
    }

    /**
     * Checks a packet that is about to leave, and counts its hop limit down when it may.
     *
     * @param address of the IP header, outside the heap.
     * @param length octets of the packet.
     * @param state of the adjacency: what the egress interface is and carries.
     * @param ingress index of the interface by which the packet came.
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @return {@link DropReason#NONE} when the packet may leave, and is changed; else why not, and it is as it was.
     */
    protected abstract DropReason rewrite(long address, int length, long state, int ingress, long nowNs);

    /**
     * Checks a packet that this node made and that is about to leave; its hop limit is not counted down.
     *
     * @param address of the IP header, outside the heap.
     * @param length octets of the packet.
     * @param state of the adjacency: what the egress interface is and carries.
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @return {@link DropReason#NONE} when the packet may leave; else why not, and it is as it was.
     */
    protected abstract DropReason rewriteOwn(long address, int length, long state, long nowNs);

    /**
     * Does what is to be done with a packet that may not leave.
     *
     * @param frame that holds it.
     * @param reason why not.
     * @param mtu octets that the egress interface carries.
     */
    protected void refuse(final int frame, final DropReason reason, final int mtu) {
        reject(frame, reason, mtu, errors);
    }

    @Override
    protected final void process(final FrameBatch batch, final long nowNs) {
        final int[] frames = batch.frames();
        for (int from = 0, size = batch.size(); from < size; from += CHUNK) {
            final int count = Math.min(CHUNK, size - from);
            if (count > states.length) {
                states = new long[CHUNK];
            }
            loadStates(frames, from, count);
            for (int i = 0; i < count; i++) {
                rewrite(frames[from + i], states[i], nowNs);
            }
        }
    }

    /** Loads all states before any packet is touched: an ordered load would keep the compiler from overlapping them. */
    private void loadStates(final int[] frames, final int from, final int count) {
        final FramePool pool = pool();
        for (int i = 0; i < count; i++) {
            states[i] = Adjacency.state(adjacencies.entryAddress(pool.adjacency(frames[from + i])));
        }
    }

    private void rewrite(final int frame, final long state, final long nowNs) {
        if (!Adjacency.hasLinkHeader(state)) {
            drop(frame, UNRESOLVED);
            return;
        }
        final FramePool pool = pool();
        final int l3Offset = pool.l3Offset(frame);
        final int length = pool.length(frame) - l3Offset;
        final long address = pool.address(frame) + l3Offset;
        final boolean isOwn = (pool.flags(frame) & FrameFlags.LOCAL_ORIGIN) != 0;
        final int ingress = pool.ingress(frame);
        int notice = FramePool.NO_FRAME;
        if (betterHops != null && !isOwn && Adjacency.egressInterface(state) == ingress) {
            notice = betterHops.notice(frame, l3Offset, pool.adjacency(frame), nowNs);
        }
        final DropReason reason =
                !isOwn ? rewrite(address, length, state, ingress, nowNs) : rewriteOwn(address, length, state, nowNs);
        if (notice != FramePool.NO_FRAME) {
            tell(notice, reason);
        }
        if (reason != DropReason.NONE) {
            refuse(frame, reason, Adjacency.mtu(state));
            return;
        }
        Adjacency.copyLinkHeader(adjacencies.entryAddress(pool.adjacency(frame)), state, null, address);
        pool.replaceHeader(frame, l3Offset, Adjacency.linkHeaderLength(state), length);
        outputs[Adjacency.egressInterface(state)].send(frame);
    }

    /** Sends the notice of a packet, unless the packet did not leave. */
    private void tell(final int notice, final DropReason reason) {
        if (reason == DropReason.NONE) {
            originate(notice, redirects);
        } else {
            frames().free(notice);
        }
    }
}
