package org.firsthop.node.mirror;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.Agent;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.neighbor.NeighborDelegate;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.node.linux.KernelAddresses;
import org.firsthop.node.linux.LinuxException;
import org.firsthop.node.linux.NetlinkSocket;
import org.firsthop.node.netlink.ErrorMessage;
import org.firsthop.node.netlink.LinkMessage;
import org.firsthop.node.netlink.NetlinkReader;
import org.firsthop.node.netlink.NetlinkWriter;
import org.firsthop.node.netlink.Rtnetlink;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a router's tables as the kernel's are; see the package's description.
 *
 * <p>It is the one writer of its tables. One thread runs it, after {@link #synchronize} has brought the tables up to date; workers
 * read the tables, and ask for neighbors.
 */
public final class KernelMirror implements Agent, NeighborDelegate, AutoCloseable {
    private static final int GROUP_LINK = 1;
    private static final int GROUP_NEIGHBOR = 3;
    private static final int GROUP_IPV4_ADDRESS = 5;
    private static final int GROUP_IPV4_ROUTE = 7;
    private static final int GROUP_IPV6_ADDRESS = 9;
    private static final int GROUP_IPV6_ROUTE = 11;
    private static final int GROUP_NEXT_HOP = 32;

    private static final int ANSWER_BUFFER = 4 * 1024 * 1024;
    private static final int DATAGRAMS_A_CYCLE = 256;
    private static final long NS_PER_MS = 1_000_000;
    private static final long STALL_NS = 5_000 * NS_PER_MS;
    private static final long INCOMPLETE_NS = 10_000 * NS_PER_MS;
    private static final int WAIT_MS = 1;
    private static final int ADJACENCIES_A_GROUP = 16;
    private static final int BUCKETS_A_GROUP = 256;

    /** Where changes never cease, a dump is taken as it is; what was told meanwhile puts it right. */
    private static final int MAX_INTERRUPTIONS = 3;

    private final NetlinkSocket notifications;
    private final NetlinkSocket requests;
    private final NetlinkWriter writer;
    private final NetlinkReader reader = new NetlinkReader();
    private final Backlog backlog;
    private final NeighborQuestions questions = new NeighborQuestions(this::answer);
    private final ResyncPlan resync;
    private final ErrorMessage error = new ErrorMessage();

    private final MirrorCounters counters = new MirrorCounters();
    private final ForwardingTables tables;
    private final RouteTable routeTable;
    private final MirroredInterfaces interfaces;
    private final KernelState state;

    private @Nullable KernelAddresses kernelAddresses;
    private volatile int revision;
    private volatile String lastRefusal = "";

    /** The dump that goes on while {@link #isDumping}. */
    private Dump dump = Dump.LINKS;

    private boolean isDumping;
    private boolean isInterrupted;
    private int interruptions;
    private boolean isBehind;
    private int sequence = 1;
    private int dumpSequence;
    private long dumpedNs;

    private KernelMirror(
            final List<String> names,
            final ReadEpochs epochs,
            final MirrorConfig config,
            final NetlinkSocket notifications,
            final NetlinkSocket requests)
            throws IOException {
        this.notifications = notifications;
        this.requests = requests;
        writer = new NetlinkWriter(requests.request());
        backlog = new Backlog(config.backlog());
        resync = new ResyncPlan(config.resyncDelayMs() * NS_PER_MS);
        interfaces = new MirroredInterfaces(names);
        tables = new ForwardingTables(
                interfaces.table(links()),
                config.routes(),
                new AdjacencyTable(
                        epochs,
                        config.maxAdjacencies(),
                        config.maxAdjacencies() / ADJACENCIES_A_GROUP,
                        BUCKETS_A_GROUP,
                        new SecureRandom().nextInt()),
                new BlockIpv4Fib(epochs),
                new StrideIpv6Fib(epochs));
        tables.links();
        routeTable = tables.routes();
        state = new KernelState(interfaces, tables, routeTable, config, counters);
    }

    /**
     * Begins to listen to the kernel of the network namespace in which the thread lives.
     *
     * @param names of the interfaces that the router has ports on, in the order of their indices.
     * @param epochs of the workers that will read the tables.
     * @param config what is mirrored, and bounds.
     * @return the mirror, its tables still empty.
     * @throws IOException when the system refuses, or there is no such interface.
     */
    public static KernelMirror open(final List<String> names, final ReadEpochs epochs, final MirrorConfig config)
            throws IOException {
        final NetlinkSocket notifications = NetlinkSocket.open(
                config.receiveBuffer(),
                GROUP_LINK,
                GROUP_NEIGHBOR,
                GROUP_IPV4_ADDRESS,
                GROUP_IPV4_ROUTE,
                GROUP_IPV6_ADDRESS,
                GROUP_IPV6_ROUTE,
                GROUP_NEXT_HOP);
        NetlinkSocket requests = null;
        try {
            requests = NetlinkSocket.open(ANSWER_BUFFER);
            return new KernelMirror(names, epochs, config, notifications, requests);
        } catch (final IOException | RuntimeException e) {
            notifications.close();
            if (requests != null) {
                requests.close();
            }
            throw e;
        }
    }

    /** All links by their names; only before the mirror runs. */
    private Map<String, LinkMessage> links() throws IOException {
        final Map<String, LinkMessage> links = new HashMap<>();
        send(writer.clear().dump(Rtnetlink.GET_LINK, ++sequence));
        final long end = System.nanoTime() + STALL_NS;
        while (System.nanoTime() - end < 0) {
            final int length = requests.receive();
            if (length <= 0) {
                requests.await(WAIT_MS);
                continue;
            }
            reader.wrap(requests.received(), 0, length);
            while (reader.next()) {
                final LinkMessage message = new LinkMessage();
                if (reader.type() == Rtnetlink.DONE) {
                    return links;
                }
                if (reader.type() == Rtnetlink.NEW_LINK && message.decode(reader)) {
                    links.put(message.name(), message);
                }
            }
        }
        throw new IOException("netlink: the kernel does not answer");
    }

    /**
     * Dumps everything and returns when the tables are as the kernel's; called before the mirror is run by its own thread.
     *
     * @throws IOException when the kernel does not answer.
     */
    public void synchronize() throws IOException {
        resync.everything(System.nanoTime());
        final long target = counters.get(MirrorEvent.RESYNCHRONIZED) + 1;
        long end = System.nanoTime() + STALL_NS;
        while (counters.get(MirrorEvent.RESYNCHRONIZED) < target) {
            if (work() > 0) {
                end = System.nanoTime() + STALL_NS;
            } else if (System.nanoTime() - end > 0) {
                throw new IOException("netlink: the kernel does not answer; " + lastRefusal);
            } else {
                requests.await(WAIT_MS);
            }
        }
    }

    /**
     * Makes the kernel's addresses known to AF_XDP ports, which leave their packets to it; called before {@link #synchronize}.
     *
     * @param capacity the most addresses.
     * @return the addresses, which are this mirror's to change and to close.
     * @throws IOException when the system refuses.
     */
    public KernelAddresses leaveToKernel(final int capacity) throws IOException {
        final KernelAddresses addresses = KernelAddresses.open(capacity);
        state.locals(new MirroredLocals(tables, addresses, counters));
        kernelAddresses = addresses;
        return addresses;
    }

    /** {@return the tables, which this mirror writes} */
    public ForwardingTables tables() {
        return tables;
    }

    /** {@return all routes; for the mirror's thread, and for others while it rests} */
    public RouteTable routes() {
        return routeTable;
    }

    /** {@return what was counted} */
    public MirrorCounters counters() {
        return counters;
    }

    /** {@return the kernel's words when it refused a request last, empty when it never did} */
    public String lastRefusal() {
        return lastRefusal;
    }

    /** {@return the file descriptors on which the kernel tells, for poll(2)} */
    public int[] descriptors() {
        return new int[] {notifications.descriptor(), requests.descriptor()};
    }

    @Override
    public boolean ask(final int linkIndex, final long high, final long low) {
        final boolean isTaken = questions.ask(linkIndex, high, low);
        if (!isTaken) {
            counters.count(MirrorEvent.QUESTION_REFUSED);
        }
        return isTaken;
    }

    @Override
    public int revision() {
        return revision;
    }

    @Override
    public String roleName() {
        return "kernel-mirror";
    }

    @Override
    public int doWork() throws IOException {
        final int done = work();
        counters.update();
        return done;
    }

    private int work() throws IOException {
        final long nowNs = System.nanoTime();
        int done = questions.answer();
        done += isDumping ? continueDump(nowNs) : follow(nowNs);
        if (done > 0 || state.neighbors().isLate()) {
            state.neighbors().settle();
            changed();
        } else {
            routeTable.reclaim();
        }
        return done;
    }

    private void changed() {
        final int next = revision + 1; // One thread writes.
        revision = next;
    }

    private void answer(final int linkIndex, final long high, final long low) {
        if (state.neighbors().asked(linkIndex, high, low)) {
            final boolean isIpv4 = Ipv6Address.isIpv4Mapped(high, low);
            counters.count(MirrorEvent.NEIGHBOR_ASKED);
            send(writer.clear()
                    .useNeighbor(
                            interfaces.kernelIndex(linkIndex),
                            !isIpv4,
                            high,
                            isIpv4 ? low & 0xFFFF_FFFFL : low,
                            ++sequence));
        }
    }

    private void send(final NetlinkWriter written) {
        if (!requests.send(written.length())) {
            counters.count(MirrorEvent.REQUEST_REFUSED);
            lastRefusal = "the kernel takes no requests";
        }
    }

    /** Follows notifications; begins a dump when one is due. */
    private int follow(final long nowNs) throws LinuxException {
        int done = 0;
        while (done < DATAGRAMS_A_CYCLE) {
            final int length = notifications.receive();
            if (length == NetlinkSocket.NOTHING) {
                break;
            }
            done++;
            if (length == NetlinkSocket.OVERRUN) {
                counters.count(MirrorEvent.OVERRUN);
                discardNotifications();
                resync.everything(nowNs);
                break;
            }
            notified(reader.wrap(notifications.received(), 0, length), nowNs);
        }
        done += answers(nowNs);
        final Dump first = resync.take(nowNs);
        if (first != null) {
            backlog.clear();
            begin(first, nowNs);
            isDumping = true;
            isBehind = false;
            done++;
        }
        return done;
    }

    /**
     * Empties the socket before all is dumped: from the message that found no room until the socket is empty, the kernel loses
     * what it has to tell, and does not say so again.
     */
    private void discardNotifications() throws LinuxException {
        int length = notifications.receive();
        while (length != NetlinkSocket.NOTHING) {
            length = notifications.receive();
        }
    }

    private void begin(final Dump next, final long nowNs) {
        dump = next;
        isInterrupted = false;
        dumpedNs = nowNs;
        dumpSequence = ++sequence;
        state.begin(next);
        send(writer.clear().dump(next.request, dumpSequence));
    }

    /** Takes the dump's next datagrams; notifications meanwhile wait until it is whole. */
    private int continueDump(final long nowNs) throws LinuxException {
        int done = 0;
        for (int i = 0; i < DATAGRAMS_A_CYCLE; i++) {
            final int length = notifications.receive();
            if (length == NetlinkSocket.NOTHING) {
                break;
            }
            done++;
            if (length == NetlinkSocket.OVERRUN) {
                discardNotifications();
                isBehind = true;
                break;
            }
            isBehind |= !backlog.add(notifications.received(), length);
        }
        // Last, because it may end the dump: then nothing is put by any more.
        done += answers(nowNs);
        if (isDumping && nowNs - dumpedNs > STALL_NS) {
            begin(dump, nowNs);
        }
        return done;
    }

    /** Takes what the kernel answers to requests. */
    private int answers(final long nowNs) throws LinuxException {
        int done = 0;
        while (done < DATAGRAMS_A_CYCLE) {
            final int length = requests.receive();
            if (length == NetlinkSocket.NOTHING) {
                break;
            }
            done++;
            if (length == NetlinkSocket.OVERRUN) {
                isInterrupted = true;
                continue;
            }
            reader.wrap(requests.received(), 0, length);
            while (reader.next()) {
                answered(nowNs);
            }
            if (reader.isDamaged()) {
                counters.count(MirrorEvent.MESSAGE_DAMAGED);
                isInterrupted = true;
            }
        }
        return done;
    }

    private void answered(final long nowNs) {
        final int type = reader.type();
        final boolean isOfDump = isDumping && reader.sequence() == dumpSequence;
        if (type == Rtnetlink.ERROR) {
            refused(isOfDump, nowNs);
        } else if (isOfDump) {
            dumpedNs = nowNs;
            isInterrupted |= (reader.flags() & Rtnetlink.FLAG_DUMP_INTERRUPTED) != 0;
            if (type == Rtnetlink.DONE) {
                done(nowNs);
            } else {
                state.dumped(reader);
            }
        }
    }

    private void refused(final boolean isOfDump, final long nowNs) {
        if (error.decode(reader) && error.errno() != 0) {
            lastRefusal = "errno " + error.errno() + (error.text().isEmpty() ? "" : ": " + error.text());
            if (isOfDump && dump == Dump.NEXT_HOPS) {
                begin(Dump.ROUTES, nowNs); // A kernel without next hop objects.
            } else {
                counters.count(MirrorEvent.REQUEST_REFUSED);
            }
        }
    }

    /** A dump is whole; the next one follows, or what was told meanwhile. */
    private void done(final long nowNs) {
        if (isInterrupted && interruptions++ < MAX_INTERRUPTIONS) {
            counters.count(MirrorEvent.DUMP_INTERRUPTED);
            begin(dump, nowNs);
            return;
        }
        interruptions = 0;
        state.end(dump);
        if (dump != Dump.NEIGHBORS) {
            begin(dump.next(), nowNs);
            return;
        }
        isDumping = false;
        counters.count(MirrorEvent.RESYNCHRONIZED);
        if (isBehind) {
            counters.count(MirrorEvent.OVERRUN);
            resync.everything(nowNs);
        }
        if (state.routes().isIncomplete()) {
            resync.routes(nowNs + INCOMPLETE_NS);
        }
        replay(nowNs);
    }

    private void replay(final long nowNs) {
        final NetlinkReader later = new NetlinkReader();
        for (int at = backlog.next(); at >= 0; at = backlog.next()) {
            notified(later.wrap(backlog.buffer(), at, backlog.datagramLength(at)), nowNs);
        }
    }

    private void notified(final NetlinkReader messages, final long nowNs) {
        while (messages.next()) {
            if (!state.notified(messages)) {
                resync.afterSilence(nowNs);
            }
        }
        if (messages.isDamaged()) {
            counters.count(MirrorEvent.MESSAGE_DAMAGED);
            resync.everything(nowNs);
        }
    }

    @Override
    public String toString() {
        return routeTable.ipv4Prefixes() + " IPv4 prefixes, " + routeTable.ipv6Prefixes() + " IPv6 prefixes, "
                + state.neighbors().size() + " neighbors";
    }

    @Override
    public void close() {
        notifications.close();
        requests.close();
        if (kernelAddresses != null) {
            kernelAddresses.close();
        }
    }
}
