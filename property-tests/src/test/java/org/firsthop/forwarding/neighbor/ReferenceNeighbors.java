package org.firsthop.forwarding.neighbor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * A neighbor table written down from RFC 4861 sections 7.2 and 7.3 and from the package's description of its bounds, as plainly
 * as it can be: one object an entry, one list of all, everything found by looking at all of them.
 */
final class ReferenceNeighbors {
    /** One neighbor. */
    static final class Entry {
        final int link;
        final long low;
        final int requester;
        NeighborState state;
        long mac;
        long deadlineNs;
        long sinceNs;
        long changedNs;
        long solicitedNs;
        int solicits;
        boolean isAsked;

        /** Grows with every change of state: the least is the oldest. */
        long order;

        Entry(final int link, final long low, final int requester) {
            this.link = link;
            this.low = low;
            this.requester = requester;
        }

        String text() {
            return link + "/" + low + " " + state + (state.isUsable() ? " " + mac : "") + (isAsked ? " asked" : "");
        }
    }

    final List<Entry> all = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    private final NeighborConfig config;
    private final SplittableRandom random;
    private final long[] reachableNs;
    private long orders;

    ReferenceNeighbors(final NeighborConfig config, final int links) {
        this.config = config;
        random = new SplittableRandom(config.seed());
        reachableNs = new long[links];
    }

    Optional<Entry> find(final int link, final long low) {
        return all.stream().filter(e -> e.link == link && e.low == low).findAny();
    }

    void send(final int link, final long low, final int requester, final long now) {
        final Optional<Entry> known = find(link, low);
        if (known.isPresent()) {
            use(known.get(), now);
        } else if (count(unresolved(link)) < config.unresolvedPerLink() || evictUnresolved(link, requester, now)) {
            final Entry entry = new Entry(link, low, requester);
            entry.changedNs = now - config.lockNs();
            entry.isAsked = true;
            all.add(entry);
            ask(entry, now);
        }
    }

    private void use(final Entry entry, final long now) {
        if (entry.state == NeighborState.STALE) {
            entry.isAsked = true;
            enter(entry, NeighborState.DELAY, now, config.delayNs());
        } else if (entry.state == NeighborState.FAILED && now - entry.solicitedNs >= config.retransmitNs()) {
            ask(entry, now);
        }
    }

    private void ask(final Entry entry, final long now) {
        enter(entry, NeighborState.INCOMPLETE, now, 0);
        entry.solicits = 0;
        solicit(entry, "request", now);
    }

    void heard(final int link, final long low, final long mac, final boolean mayCreate, final long now) {
        final Optional<Entry> known = find(link, low);
        if (known.isEmpty()) {
            if (mayCreate) {
                remember(link, low, mac, now);
            }
            return;
        }
        final Entry entry = known.get();
        if (!entry.state.isUsable()) {
            learn(entry, mac, false, now);
        } else if (entry.mac != mac && mayChange(entry, now)) {
            entry.mac = mac;
            entry.changedNs = now;
            stale(entry, now);
        }
    }

    /** RFC 4861 section 7.2.5, sentence by sentence. */
    void advertised(
            final Entry entry, final long mac, final boolean isSolicited, final boolean isOverride, final long now) {
        if (entry.state == NeighborState.INCOMPLETE || entry.state == NeighborState.FAILED) {
            if (mac >= 0 && (isSolicited || entry.state == NeighborState.INCOMPLETE)) {
                learn(entry, mac, isSolicited, now);
            }
            return;
        }
        if (entry.state == NeighborState.PERMANENT) {
            return;
        }
        final boolean differs = mac >= 0 && mac != entry.mac;
        if (!isOverride && differs) {
            if (entry.state == NeighborState.REACHABLE) {
                stale(entry, now);
            }
            return;
        }
        if (differs && !isSolicited && !mayChange(entry, now)) {
            return;
        }
        if (differs) {
            entry.mac = mac;
            entry.changedNs = now;
        }
        if (isSolicited) {
            reachable(entry, now);
        } else if (differs) {
            stale(entry, now);
        }
    }

    void confirm(final Entry entry, final long now) {
        if (entry.state.isUsable() && entry.state != NeighborState.PERMANENT) {
            entry.isAsked = true;
            reachable(entry, now);
        }
    }

    /** Lets what is due happen, the earliest first. */
    void poll(final long now) {
        while (true) {
            final Optional<Entry> due = all.stream()
                    .filter(e -> e.state != NeighborState.PERMANENT && e.deadlineNs <= now)
                    .min(Comparator.comparingLong(e -> e.deadlineNs));
            if (due.isEmpty()) {
                return;
            }
            expire(due.get(), now);
        }
    }

    private void expire(final Entry entry, final long now) {
        switch (entry.state) {
            case INCOMPLETE -> {
                if (entry.solicits < config.multicastSolicits()) {
                    solicit(entry, "request", now);
                } else {
                    fail(entry, now);
                }
            }
            case REACHABLE -> stale(entry, now);
            case DELAY -> {
                enter(entry, NeighborState.PROBE, now, 0);
                entry.solicits = 0;
                solicit(entry, "probe", now);
            }
            case PROBE -> {
                if (entry.solicits < config.unicastSolicits()) {
                    solicit(entry, "probe", now);
                } else if (count(unresolved(entry.link)) < config.unresolvedPerLink()
                        || evictUnresolved(entry.link, 0, now)) {
                    all.remove(entry);
                    final Entry lost = new Entry(entry.link, entry.low, 0);
                    lost.changedNs = entry.changedNs;
                    lost.solicitedNs = entry.solicitedNs;
                    lost.isAsked = entry.isAsked;
                    lost.order = ++orders;
                    all.add(lost);
                    fail(lost, now);
                } else {
                    all.remove(entry);
                }
            }
            default -> all.remove(entry);
        }
    }

    private void fail(final Entry entry, final long now) {
        entry.state = NeighborState.FAILED;
        entry.sinceNs = now;
        entry.deadlineNs = now + config.failedNs();
        told.add("failed " + entry.low);
    }

    private void solicit(final Entry entry, final String how, final long now) {
        entry.solicits++;
        entry.solicitedNs = now;
        entry.deadlineNs = now + config.retransmitNs();
        told.add(how + " " + entry.low);
    }

    private void learn(final Entry entry, final long mac, final boolean isConfirmed, final long now) {
        if (!makeRoom()) {
            return;
        }
        entry.mac = mac;
        entry.changedNs = now;
        if (isConfirmed) {
            reachable(entry, now);
        } else {
            stale(entry, now);
        }
    }

    private void remember(final int link, final long low, final long mac, final long now) {
        final boolean isRoom = count(unasked()) < config.unaskedCapacity() ? makeRoom() : evict(unasked());
        if (isRoom) {
            final Entry entry = new Entry(link, low, 0);
            entry.mac = mac;
            entry.changedNs = now;
            entry.solicitedNs = now - config.retransmitNs();
            all.add(entry);
            stale(entry, now);
        }
    }

    private boolean mayChange(final Entry entry, final long now) {
        return entry.state != NeighborState.PERMANENT && now - entry.changedNs >= config.lockNs();
    }

    private void reachable(final Entry entry, final long now) {
        if (reachableNs[entry.link] == 0) {
            reachableNs[entry.link] = (long) (config.reachableNs() * (0.5 + random.nextDouble()));
        }
        enter(entry, NeighborState.REACHABLE, now, reachableNs[entry.link]);
    }

    private void stale(final Entry entry, final long now) {
        enter(entry, NeighborState.STALE, now, config.staleNs());
    }

    private void enter(final Entry entry, final NeighborState next, final long now, final long lifetimeNs) {
        entry.state = next;
        entry.sinceNs = now;
        entry.deadlineNs = now + lifetimeNs;
        entry.order = ++orders;
    }

    private boolean makeRoom() {
        return count(e -> e.state.isUsable()) < config.capacity()
                || evict(unasked())
                || evict(e -> e.state == NeighborState.STALE && e.isAsked);
    }

    private boolean evict(final Predicate<Entry> kind) {
        final Optional<Entry> oldest = oldest(kind);
        oldest.ifPresent(all::remove);
        return oldest.isPresent();
    }

    private boolean evictUnresolved(final int link, final int requester, final long now) {
        int most = 0;
        for (int other = 1; other < NeighborRoom.REQUESTERS; other++) {
            if (count(of(link, other)) > count(of(link, most))) {
                most = other;
            }
        }
        final boolean isOther = count(of(link, most)) > count(of(link, requester)) + 1;
        final Optional<Entry> victim = oldest(of(link, isOther ? most : requester));
        final boolean mayGo = victim.isPresent()
                && (isOther
                        || victim.get().state == NeighborState.FAILED
                        || now - victim.get().sinceNs >= config.retransmitNs());
        if (mayGo) {
            all.remove(victim.get());
        }
        return mayGo;
    }

    private static Predicate<Entry> unresolved(final int link) {
        return e -> !e.state.isUsable() && e.link == link;
    }

    private static Predicate<Entry> of(final int link, final int requester) {
        return e -> !e.state.isUsable() && e.link == link && e.requester == requester;
    }

    private static Predicate<Entry> unasked() {
        return e -> e.state == NeighborState.STALE && !e.isAsked;
    }

    private long count(final Predicate<Entry> kind) {
        return all.stream().filter(kind).count();
    }

    private Optional<Entry> oldest(final Predicate<Entry> kind) {
        return all.stream().filter(kind).min(Comparator.comparingLong(e -> e.order));
    }
}
