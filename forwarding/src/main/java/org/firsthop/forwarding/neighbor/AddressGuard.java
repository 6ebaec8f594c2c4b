package org.firsthop.forwarding.neighbor;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that this node's addresses are its own: probes before an address is used, announcements when it is, defence afterwards
 * (RFC 5227 for IPv4, RFC 4862 section 5.4 for IPv6).
 *
 * <p>A node that finds another one with an address it uses already keeps it, and says so at most once in {@link
 * NeighborConfig#defendNs()}: RFC 5227 section 2.4 (c), for nodes whose address others rely on.
 */
final class AddressGuard {
    /** Sends what the guard wants to say. */
    interface Voice {
        /** Asks whether anybody has an address. */
        void probe(Link link, LocalAddress address);

        /** Says that this node has an address; {@code isDefence} or an operator's wish where others may believe otherwise. */
        void announce(Link link, LocalAddress address, boolean isDefence);
    }

    private static final long SECOND_NS = 1_000_000_000L;

    /** PROBE_MIN and PROBE_MAX, the bounds of the random time between ARP probes (RFC 5227 section 1.1). */
    private static final long PROBE_MIN_NS = SECOND_NS;

    private static final long PROBE_SPREAD_NS = SECOND_NS;

    /** ANNOUNCE_WAIT: from the last ARP probe to the use of the address (RFC 5227 section 1.1). */
    private static final long ANNOUNCE_WAIT_NS = 2 * SECOND_NS;

    /** PROBE_WAIT (RFC 5227) and MAX_RTR_SOLICITATION_DELAY (RFC 4861): the first message comes within this random time. */
    private static final long FIRST_DELAY_NS = SECOND_NS;

    private final NeighborConfig config;
    private final Links links;
    private final NeighborTable table;
    private final Voice voice;
    private final SplittableRandom random;
    private final List<Guarded> guarded = new ArrayList<>();
    private boolean hasDeadline;
    private long deadline;

    /** An address, and what is still to be said of it. */
    private static final class Guarded {
        private final Link link;
        private final LocalAddress address;
        private int probes;
        private int announcements;
        private boolean isWaiting;
        private long nextNs;
        private boolean wasDefended;
        private long defendedNs;

        private Guarded(final Link link, final LocalAddress address) {
            this.link = link;
            this.address = address;
        }
    }

    AddressGuard(final NeighborConfig config, final Links links, final NeighborTable table, final Voice voice) {
        this.config = config;
        this.links = links;
        this.table = table;
        this.voice = voice;
        random = new SplittableRandom(~config.seed());
    }

    /** Begins to guard addresses that are new, and lets go those that are no more. */
    void update(final long nowNs) {
        guarded.removeIf(old -> old.link.find(old.address.high(), old.address.low()) != old.address);
        for (int index = 0; index < links.size(); index++) {
            final Link link = links.get(index);
            for (final LocalAddress address : link.addresses()) {
                if (find(link, address) == null) {
                    guarded.add(begin(link, address, nowNs));
                }
            }
        }
        schedule();
    }

    private Guarded begin(final Link link, final LocalAddress address, final long nowNs) {
        final Guarded begun = new Guarded(link, address);
        begun.probes = address.isIpv4() ? config.arpProbes() : config.duplicateProbes();
        begun.announcements = config.announcements();
        begun.isWaiting = true;
        begun.nextNs = nowNs;
        if (begun.probes > 0) {
            address.state(LocalAddress.State.TENTATIVE);
            begun.nextNs = nowNs + random.nextLong(FIRST_DELAY_NS);
        }
        return begun;
    }

    boolean hasDeadline() {
        return hasDeadline;
    }

    long deadline() {
        return deadline;
    }

    /** Says what is due; {@return how much was said} */
    int poll(final long nowNs) {
        if (!hasDeadline || deadline - nowNs > 0) {
            return 0;
        }
        int work = 0;
        for (final Guarded each : guarded) {
            while (each.isWaiting && each.nextNs - nowNs <= 0) {
                step(each, nowNs);
                work++;
            }
        }
        schedule();
        return work;
    }

    private void step(final Guarded each, final long nowNs) {
        if (each.probes > 0) {
            each.probes--;
            voice.probe(each.link, each.address);
            each.nextNs = nowNs + probeIntervalNs(each);
            return;
        }
        if (each.address.state() == LocalAddress.State.TENTATIVE) {
            each.address.state(LocalAddress.State.PREFERRED);
        }
        if (each.announcements > 0) {
            each.announcements--;
            table.counted(NeighborEvent.ANNOUNCED);
            voice.announce(each.link, each.address, false);
        }
        each.isWaiting = each.announcements > 0;
        each.nextNs = nowNs + config.announceNs();
    }

    private long probeIntervalNs(final Guarded each) {
        if (!each.address.isIpv4()) {
            // RFC 4862 section 5.4: RetransTimer after each solicitation.
            return config.retransmitNs();
        }
        return each.probes == 0 ? ANNOUNCE_WAIT_NS : PROBE_MIN_NS + random.nextLong(PROBE_SPREAD_NS);
    }

    /**
     * Another station has said that it has an address of this node, or wants it while this node still asks for it: a tentative
     * address is given up (RFC 4862 section 5.4.5, RFC 5227 section 2.1.1), one in use is defended (RFC 5227 section 2.4).
     */
    void conflict(final Link link, final LocalAddress address, final long nowNs) {
        table.counted(NeighborEvent.CONFLICT);
        final Guarded each = find(link, address);
        if (each == null || address.state() == LocalAddress.State.DUPLICATE) {
            return;
        }
        if (address.state() == LocalAddress.State.TENTATIVE) {
            address.state(LocalAddress.State.DUPLICATE);
            each.isWaiting = false;
            schedule();
            return;
        }
        if (!each.wasDefended || nowNs - each.defendedNs >= config.defendNs()) {
            each.wasDefended = true;
            each.defendedNs = nowNs;
            table.counted(NeighborEvent.DEFENDED);
            voice.announce(link, address, true);
        }
    }

    /** Announces all addresses of a link that are in use, once. */
    void announce(final Link link, final long nowNs) {
        for (final Guarded each : guarded) {
            if (each.link == link && each.address.state() == LocalAddress.State.PREFERRED) {
                table.counted(NeighborEvent.ANNOUNCED);
                voice.announce(link, each.address, true);
                each.wasDefended = true;
                each.defendedNs = nowNs;
            }
        }
    }

    private @Nullable Guarded find(final Link link, final LocalAddress address) {
        for (final Guarded each : guarded) {
            if (each.link == link && each.address == address) {
                return each;
            }
        }
        return null;
    }

    private void schedule() {
        hasDeadline = false;
        for (final Guarded each : guarded) {
            if (each.isWaiting && (!hasDeadline || each.nextNs - deadline < 0)) {
                hasDeadline = true;
                deadline = each.nextNs;
            }
        }
    }
}
