package org.firsthop.forwarding.nat;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.hash.SipHash;

/**
 * A network address and port translator, as home gateways have it: many inside hosts behind one outside address.
 *
 * <p>Given to a router, it makes the two stages that translate, over one table of sessions. One worker has all interfaces of
 * a NAT, because a flow has different addresses on its two sides. Belongs to the thread of that worker.
 */
public final class Nat {
    private static final String[] PROTOCOL_NAMES = {"tcp", "udp", "icmp"};
    private static final String[] LIST_NAMES = {
        "new", "new", "new", "opening", "established", "closing", "answered", "answered"
    };

    private final NatConfig config;
    private final ConnectionTracker tracker;
    private final SipHash hash;
    private final NatTable table;
    private final boolean[] isInside;

    /** Is shown the sessions of a NAT. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Sees a session.
         *
         * @param protocol {@code tcp}, {@code udp} or {@code icmp}.
         * @param state {@code new}, {@code answered}, or what a TCP connection is doing.
         * @param insideAddress of the host, most significant octet first.
         * @param insidePort its port, or the identifier of its query.
         * @param outsidePort the port or identifier that stands for it outside.
         * @param remoteAddress of the other end; 0 where the filtering does not look at it.
         * @param remotePort of the other end; 0 where the filtering does not look at it.
         * @param idleSeconds since it was refreshed.
         */
        void visit(
                String protocol,
                String state,
                int insideAddress,
                int insidePort,
                int outsidePort,
                int remoteAddress,
                int remotePort,
                int idleSeconds);
    }

    /**
     * A NAT without sessions.
     *
     * @param config what it does.
     * @param tracker of TCP connections, for this NAT alone.
     * @param hash of sessions, under a key that nobody outside knows.
     */
    public Nat(final NatConfig config, final ConnectionTracker tracker, final SipHash hash) {
        this.config = config;
        this.tracker = tracker;
        this.hash = hash;
        table = new NatTable(config, tracker.stateLength(), hash);
        isInside = new boolean[config.inside.length()];
        config.inside.stream().forEach(index -> isInside[index] = true);
    }

    /** {@return the index of the outside interface} */
    public int outsideInterface() {
        return config.outsideInterface;
    }

    /** {@return the address behind which all inside hosts are, most significant octet first} */
    public int outsideAddress() {
        return config.outsideAddress;
    }

    /**
     * Makes the stage for packets to the outside address, to stand before the IPv4 lookup.
     *
     * @param frames the allocator of the thread that runs the graph.
     * @return the stage.
     */
    public NatIn in(final FrameAllocator frames) {
        return new NatIn(this, translator(frames), new NatFragments(config, hash), frames);
    }

    /**
     * Makes the stage for packets that leave by the outside interface, to stand behind the IPv4 rewrite.
     *
     * @param frames the allocator of the thread that runs the graph.
     * @return the stage.
     */
    public NatOut out(final FrameAllocator frames) {
        return new NatOut(this, translator(frames), new NatFragments(config, hash), frames);
    }

    private NatTranslator translator(final FrameAllocator frames) {
        return new NatTranslator(config.outsideAddress, table, tracker, frames.pool());
    }

    NatTable table() {
        return table;
    }

    boolean isInside(final int interfaceIndex) {
        return interfaceIndex < isInside.length && isInside[interfaceIndex];
    }

    /** {@return sessions at the moment} */
    public int sessions() {
        return table.sessions().size();
    }

    /** {@return mappings at the moment, without forwarded ports' own} */
    public int mappings() {
        return table.mappings() - config.forwards.size();
    }

    /** {@return sessions opened so far} */
    public long opened() {
        return table.opened();
    }

    /** {@return sessions that ended so that others could begin; many mean a flood, or a table that is too small} */
    public long evicted() {
        return table.evicted();
    }

    /** {@return sessions whose timers ran out} */
    public long expired() {
        return table.expired();
    }

    /** {@return octets outside the heap, all of which were taken at construction} */
    public long memoryOctets() {
        return table.memoryOctets();
    }

    /**
     * Shows all sessions, in the order in which memory holds them.
     *
     * @param visitor that sees each.
     */
    public void forEach(final Visitor visitor) {
        for (int session = 0; session < table.sessions().capacity(); session++) {
            if (table.sessions().isUsed(session)) {
                final long inside = table.sessions().key0(session);
                final long remote = table.sessions().key1(session);
                visitor.visit(
                        PROTOCOL_NAMES[(int) inside & 0xFFFF],
                        LIST_NAMES[table.lives().list(session)],
                        (int) (inside >>> 32),
                        (int) (inside >>> 16) & 0xFFFF,
                        table.outsidePort(table.mappingOf(session)),
                        (int) (remote >>> 32),
                        (int) remote & 0xFFFF,
                        table.lives().idleSeconds(session));
            }
        }
    }

    /**
     * Prints the sessions, one a line, much as {@code conntrack -L} does. For the worker's thread, or while it rests.
     *
     * @return the lines, each with its end.
     */
    public String show() {
        final StringBuilder text = new StringBuilder();
        forEach((protocol, state, insideAddress, insidePort, outsidePort, remoteAddress, remotePort, idleSeconds) ->
                text.append(protocol)
                        .append(' ')
                        .append(state)
                        .append(" inside ")
                        .append(Ipv4Address.toString(insideAddress))
                        .append(':')
                        .append(insidePort)
                        .append(" outside ")
                        .append(Ipv4Address.toString(config.outsideAddress))
                        .append(':')
                        .append(outsidePort)
                        .append(" remote ")
                        .append(remoteAddress == 0 ? "any" : Ipv4Address.toString(remoteAddress))
                        .append(remotePort == 0 ? "" : ":" + remotePort)
                        .append(" idle ")
                        .append(idleSeconds)
                        .append('\n'));
        return text.toString();
    }
}
