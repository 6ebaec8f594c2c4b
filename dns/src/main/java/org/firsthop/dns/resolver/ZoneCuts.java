package org.firsthop.dns.resolver;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;

/**
 * Zone cuts: found in the cache, taken from referrals, begun with the root hints.
 *
 * <p>A referral counts when it leads strictly down, from the zone asked to a zone that contains the name asked for (RFC 2181
 * section 5.4.1; CVE-2022-3204). Of the additional section only addresses of the servers it names, which lie in the zone
 * asked, count: they are glue and nothing else. NS records of any other message change nothing, in particular not those of
 * the zone itself, so that a zone whose delegation was taken away dies with the delegation's TTL (ghost domains,
 * CVE-2022-30698); and a cut lives no longer than the cut above it.
 */
final class ZoneCuts {
    /** Root hints are checked again after a failed attempt in this time. */
    private static final long PRIMING_RETRY_NANOS = 60_000_000_000L;

    private static final int ROOT_LENGTH = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int RDLENGTH_OFFSET = 10;
    private static final int RECORD_LENGTH = 12;

    private final ResolverConfig config;
    private final RrsetCache cache;
    private final MemoryRegion memory = MemoryRegion.allocate(2L * Delegation.NAMES_CAPACITY + 2L * WireName.CAPACITY);
    private final Delegation hints = new Delegation(memory.address());
    private final Delegation next = new Delegation(memory.address() + Delegation.NAMES_CAPACITY);
    private final long owner = memory.address() + 2L * Delegation.NAMES_CAPACITY;
    private final long glueOwner = owner + WireName.CAPACITY;
    private boolean primingBegun;
    private long primingAllowed;

    ZoneCuts(final ResolverConfig config, final RrsetCache cache, final RootHints rootHints) {
        this.config = config;
        this.cache = cache;
        for (final RootHints.Server server : rootHints.servers()) {
            if (!hints.isFull()
                    && hints.indexOf(
                                    server.name().base(),
                                    server.name().address(),
                                    server.name().length())
                            < 0) {
                Memory.copy(
                        server.name().base(),
                        server.name().address(),
                        null,
                        hints.nextName(),
                        server.name().length());
                hints.addServer(server.name().length());
            }
            hints.addAddress(server.high(), server.low());
        }
    }

    /** Finds the deepest cut at or above a task's name; {@code true} when it is the root hints. */
    boolean locate(final Task task, final long now) {
        // RFC 4035 section 3.1.4.1: DS records stand above the cut.
        int offset = task.type == RecordType.DS && task.labels > 0 ? Memory.u8(null, task.name) + 1 : 0;
        while (!task.priming) {
            final long entry = cache.findDelegation(null, task.name + offset, task.nameLength - offset);
            if (entry != 0 && RrsetCache.isLive(entry, now)) {
                task.delegation.unpack(RrsetCache.valueAddress(entry));
                task.delegation.expiry = now + RrsetCache.remainingTtl(entry, now) * NANOS_PER_SECOND;
                enter(task, task.nameLength - offset);
                return false;
            }
            final int label = Memory.u8(null, task.name + offset);
            if (label == 0) {
                break;
            }
            offset += label + 1;
        }
        task.delegation.copyFrom(hints);
        task.delegation.expiry = now + cache.config().maxTtl() * NANOS_PER_SECOND;
        enter(task, ROOT_LENGTH);
        return !task.priming;
    }

    private static void enter(final Task task, final int zoneLength) {
        task.zoneOffset = task.nameLength - zoneLength;
        task.zoneLabels = WireName.labelCount(null, task.zone());
    }

    /** Tells whether the hints should be checked now; once they were, not again before a while has passed. */
    boolean beginPriming(final long now) {
        if (primingBegun && primingAllowed - now > 0) {
            return false;
        }
        primingBegun = true;
        primingAllowed = now + PRIMING_RETRY_NANOS;
        return true;
    }

    /** A server below its own zone can be found only through glue. */
    boolean isBelowZone(final Task task, final int server) {
        return WireName.isSubdomain(
                null,
                task.delegation.name(server),
                task.delegation.nameLength(server),
                null,
                task.zone(),
                task.zoneLength());
    }

    /** Takes the root's servers from the answer of one of them (RFC 8109 section 4). */
    void primed(final MessageFlyweight message, final long now) {
        next.clear();
        Memory.putU8(null, owner, 0);
        final int ttl = takeServers(message, message.answerStart(), message.answerEnd(), ROOT_LENGTH);
        final int life = takeGlue(message, owner, ROOT_LENGTH, ttl);
        if (next.servers() > 0 && next.addresses() > 0) {
            keep(ROOT_LENGTH, life, now);
        }
    }

    /** Follows a referral, if the message is one: the task then is in the zone below. */
    boolean refer(final Task task, final MessageFlyweight message, final long now) {
        if (message.answerEnd() > 0 || message.rcode() != Rcode.NOERROR) {
            return false;
        }
        final int ownerLength = findCut(task, message);
        if (ownerLength < 0) {
            return false;
        }
        next.clear();
        final int ttl = takeServers(message, message.authorityStart(), message.authorityEnd(), ownerLength);
        if (next.servers() == 0) {
            return false;
        }
        final int glueTtl = takeGlue(message, task.zone(), task.zoneLength(), ttl);
        final long left = Math.max(0, (task.delegation.expiry - now) / NANOS_PER_SECOND);
        final int life = (int) Math.min(glueTtl, left);
        next.expiry = now + life * NANOS_PER_SECOND;
        keep(ownerLength, life, now);
        task.delegation.copyFrom(next);
        enter(task, ownerLength);
        return true;
    }

    /** {@return the octets of the name of the zone below, which then stands at {@code owner}, or −1} */
    private int findCut(final Task task, final MessageFlyweight message) {
        final long asked = task.name + task.shownOffset;
        final int askedLength = task.nameLength - task.shownOffset;
        int found = -1;
        for (int i = message.authorityStart(); i < message.authorityEnd(); i++) {
            final int type = message.type(i);
            if (type == RecordType.SOA) {
                return -1;
            }
            if (type != RecordType.NS || message.recordClass(i) != RecordClass.IN || found >= 0) {
                continue;
            }
            final int length = message.copyName(message.owner(i), null, owner);
            final boolean down = length > task.zoneLength()
                    && WireName.isSubdomain(null, asked, askedLength, null, owner, length)
                    && WireName.isSubdomain(null, owner, length, null, task.zone(), task.zoneLength());
            if (down && (task.type != RecordType.DS || length < task.nameLength)) {
                found = length;
            }
        }
        return found;
    }

    /** Takes the NS records of {@code owner} into {@code next}; returns the least TTL. */
    private int takeServers(final MessageFlyweight message, final int from, final int to, final int ownerLength) {
        int ttl = Integer.MAX_VALUE;
        for (int i = from; i < to; i++) {
            if (message.type(i) != RecordType.NS
                    || message.recordClass(i) != RecordClass.IN
                    || !message.nameEquals(message.owner(i), null, owner, ownerLength)
                    || next.isFull()) {
                continue;
            }
            final long name = next.nextName();
            final int length = message.copyNameFolded(message.rdataOffset(i), null, name);
            if (next.indexOf(null, name, length) < 0) {
                next.addServer(length);
                ttl = Math.min(ttl, message.ttl(i));
            }
        }
        return ttl;
    }

    /** Takes the addresses of servers in {@code next} that lie in the zone asked; returns the least TTL. */
    private int takeGlue(final MessageFlyweight message, final long zone, final int zoneLength, final int serversTtl) {
        int ttl = serversTtl;
        for (int i = message.additionalStart(); i < message.additionalEnd(); i++) {
            final int type = message.type(i);
            if ((type != RecordType.A && type != RecordType.AAAA) || message.recordClass(i) != RecordClass.IN) {
                continue;
            }
            final int length = message.copyName(message.owner(i), null, glueOwner);
            if (!WireName.isSubdomain(null, glueOwner, length, null, zone, zoneLength)
                    || next.indexOf(null, glueOwner, length) < 0) {
                continue;
            }
            final boolean added = type == RecordType.A
                    ? addAddress(next, 0, Addresses.mapped(message.rdataInt(i, 0)))
                    : addAddress(next, message.rdataLong(i, 0), message.rdataLong(i, 8));
            if (added) {
                ttl = Math.min(ttl, message.ttl(i));
            }
        }
        return ttl;
    }

    private void keep(final int ownerLength, final int life, final long now) {
        // In lower case, as the cache's keys are: begin() folds it.
        cache.begin(null, owner, ownerLength);
        cache.commitDelegation(next.pack(cache.rdataAddress()), life, now);
    }

    /** Takes the addresses of an A or AAAA entry of the cache. */
    boolean addAddresses(final Delegation delegation, final long entry, final int type) {
        final int wanted = type == RecordType.A ? IPV4_LENGTH : IPV6_LENGTH;
        long record = RrsetCache.valueAddress(entry);
        final long end = record + RrsetCache.valueLength(entry);
        boolean added = false;
        while (record < end) {
            final int length = Memory.u16(null, record + RDLENGTH_OFFSET);
            final long rdata = record + RECORD_LENGTH;
            if (length == wanted) {
                added |= type == RecordType.A
                        ? addAddress(delegation, 0, Addresses.mapped(Memory.i32(null, rdata)))
                        : addAddress(delegation, Memory.i64(null, rdata), Memory.i64(null, rdata + 8));
            }
            record = rdata + length;
        }
        return added;
    }

    private boolean addAddress(final Delegation delegation, final long high, final long low) {
        return (config.ipv6() || Addresses.isIpv4(high, low))
                && Addresses.isServer(high, low, config.loopbackServers())
                && delegation.addAddress(high, low);
    }
}
