package org.firsthop.forwarding.nat;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.forwarding.table.KeyedSlab;
import org.firsthop.forwarding.table.RecentEntries;

/**
 * Mappings and sessions of a NAT, bounded, outside the heap.
 *
 * <p>A <em>mapping</em> joins an inside endpoint to an outside port, whatever the remote endpoint (RFC 4787 REQ-1). A
 * <em>session</em> is what keeps it: for TCP a connection, for UDP and ICMP as much of the remote endpoint as the filtering
 * looks at. A session ends by its timer, and a mapping with its last session.
 *
 * <p>When the table is full, a new session takes the place of the oldest that nobody has answered, then of the oldest TCP
 * connection that is opening or closing; others are never sacrificed. A host has its quota beside.
 */
final class NatTable {
    // Protocols, as the keys and the port tables count them.
    static final int TCP = 0;
    static final int UDP = 1;
    static final int ICMP = 2;
    static final int PROTOCOLS = 3;
    static final int OTHER = -1;

    static final int NONE = KeyedSlab.NONE;

    private static final int EXPIRED_AT_ONCE = 64;
    private static final int EVICTED_FOR_A_PORT = 8;

    // Value of a session; the tracker's state follows.
    private static final int SESSION_MAPPING = 0;
    private static final int SESSION_LENGTH = 8;

    // Value of a mapping.
    private static final int MAPPING_PORT = 0;
    private static final int MAPPING_SESSIONS = 4;
    private static final int MAPPING_FORWARDED = 8;
    private static final int MAPPING_LENGTH = 16;

    private final Filtering filtering;
    private final int sessionsPerHost;
    private final SipHash hash;
    private final NatPorts ports;
    private final KeyedSlab mappings;
    private final KeyedSlab sessions;

    /** Most packets are of sessions that had one a moment ago. */
    private final RecentEntries recent;

    /** How many sessions an inside host has, by its address. */
    private final KeyedSlab hosts;

    /** How many connections a mapping has with a remote address; where filtering looks at addresses. */
    private final KeyedSlab peers;

    private final SessionLives lives;

    // What the last question found.
    private int mapping = NONE;
    private int session = NONE;
    private boolean isNew;

    private long opened;
    private long evicted;
    private long expired;

    NatTable(final NatConfig config, final int trackerStateLength, final SipHash hash) {
        filtering = config.filtering;
        sessionsPerHost = config.sessionsPerHost;
        this.hash = hash;
        ports = new NatPorts(config.reserved);
        sessions = new KeyedSlab(config.sessions, SESSION_LENGTH + trackerStateLength, hash);
        recent = new RecentEntries(sessions);
        mappings = new KeyedSlab(config.sessions + config.forwards.size(), MAPPING_LENGTH, hash);
        hosts = new KeyedSlab(config.sessions, Long.BYTES, hash);
        peers = new KeyedSlab(filtering == Filtering.ADDRESS_DEPENDENT ? config.sessions : 1, Long.BYTES, hash);
        lives = new SessionLives(config);
        config.forwards.forEach(this::forward);
    }

    private void forward(final NatConfig.Forward forward) {
        final int protocol = protocol(forward.protocol());
        final int entry = mappings.add(insideKey(protocol, forward.insideAddress(), forward.insidePort()), 0);
        Memory.putNativeInt(null, mappings.value(entry) + MAPPING_PORT, forward.outsidePort());
        Memory.putNativeInt(null, mappings.value(entry) + MAPPING_FORWARDED, 1);
        ports.take(protocol, forward.outsidePort(), entry);
    }

    /** The protocol as this table counts it, or {@link #OTHER}. */
    static int protocol(final int ipProtocol) {
        return switch (ipProtocol) {
            case IpProtocol.TCP -> TCP;
            case IpProtocol.UDP -> UDP;
            case IpProtocol.ICMP -> ICMP;
            default -> OTHER;
        };
    }

    /** Tells the time, once for a vector of packets. */
    void advance(final long nowNs) {
        lives.advance(nowNs);
    }

    // Questions. Those that answer NONE leave what they found in mapping() and session().

    /** Finds or opens the session of a packet from inside. */
    DropReason outbound(final int protocol, final int address, final int port, final int remote, final int remotePort) {
        isNew = false;
        final long inside = insideKey(protocol, address, port);
        session = recent.find(inside, remoteKey(protocol, remote, remotePort));
        if (session != NONE) {
            mapping = mappingOf(session);
            return DropReason.NONE;
        }
        mapping = mappings.find(inside, 0);
        return mapping != NONE && isForwarded(mapping) ? DropReason.NONE : open(inside, protocol, remote, remotePort);
    }

    /** Finds the mapping of an inside endpoint, and its session with a remote one; opens none. Says whether they are there. */
    boolean findInside(final int protocol, final int address, final int port, final int remote, final int remotePort) {
        mapping = mappings.find(insideKey(protocol, address, port), 0);
        return mapping != NONE && hasSession(protocol, remote, remotePort);
    }

    /** Finds the mapping of an outside port. Says whether it is there. */
    boolean findOutside(final int protocol, final int port) {
        mapping = ports.mapping(protocol, port);
        return mapping != NONE;
    }

    /** Whether the mapping found has a session with a remote endpoint, or is forwarded and needs none. */
    boolean hasSession(final int protocol, final int remote, final int remotePort) {
        isNew = false;
        session = isForwarded(mapping)
                ? NONE
                : recent.find(mappings.key0(mapping), remoteKey(protocol, remote, remotePort));
        return session != NONE || isForwarded(mapping);
    }

    /** Whether a packet from outside may come in by the mapping found; a TCP connection may be opened by it. */
    DropReason admit(final int protocol, final int remote, final int remotePort) {
        if (hasSession(protocol, remote, remotePort)) {
            return DropReason.NONE;
        }
        final boolean mayOpen = protocol == TCP
                && (filtering == Filtering.ENDPOINT_INDEPENDENT
                        || (filtering == Filtering.ADDRESS_DEPENDENT
                                && peers.find(mappings.key0(mapping), peerKey(remote)) != NONE));
        return mayOpen ? open(mappings.key0(mapping), protocol, remote, remotePort) : NatDrops.FILTERED;
    }

    /** The mapping that was found. */
    int mapping() {
        return mapping;
    }

    /** The session that was found; {@link #NONE} with a forwarded mapping, which keeps none. */
    int session() {
        return session;
    }

    /** Whether the session that was found was opened by the same question. */
    boolean isNew() {
        return isNew;
    }

    int outsidePort(final int entry) {
        return Memory.nativeInt(null, mappings.value(entry) + MAPPING_PORT);
    }

    int insideAddress(final int entry) {
        return (int) (mappings.key0(entry) >>> 32);
    }

    int insidePort(final int entry) {
        return (int) (mappings.key0(entry) >>> 16) & 0xFFFF;
    }

    /** Where the tracker's state of a session begins in {@link #sessions()}' buffer. */
    int trackerState(final int entry) {
        return sessions.valueOffset(entry) + SESSION_LENGTH;
    }

    KeyedSlab sessions() {
        return sessions;
    }

    /** How long sessions live, and what keeps them. */
    SessionLives lives() {
        return lives;
    }

    int mappingOf(final int entry) {
        return Memory.nativeInt(null, sessions.value(entry) + SESSION_MAPPING);
    }

    // Birth and death of sessions.

    private DropReason open(final long inside, final int protocol, final int remote, final int remotePort) {
        final int host = hosts.find(hostKey(inside), 0);
        if (host != NONE && Memory.nativeInt(null, hosts.value(host)) >= sessionsPerHost) {
            return NatDrops.HOST_QUOTA;
        }
        if (sessions.size() == sessions.capacity() && !evict()) {
            return NatDrops.TABLE_FULL;
        }
        mapping = mappings.find(inside, 0); // An eviction may have ended it.
        if (mapping == NONE) {
            mapping = map(inside, protocol);
            if (mapping == NONE) {
                return NatDrops.PORTS_EXHAUSTED;
            }
        }
        final long key = remoteKey(protocol, remote, remotePort);
        session = sessions.add(inside, key);
        Memory.putNativeInt(null, sessions.value(session) + SESSION_MAPPING, mapping);
        count(mappings.value(mapping) + MAPPING_SESSIONS, 1);
        join(hosts, hostKey(inside), 0);
        if (hasPeers(protocol)) {
            join(peers, inside, peerKey(remote));
        }
        lives.begin(protocol, session);
        opened++;
        isNew = true;
        return DropReason.NONE;
    }

    private int map(final long inside, final int protocol) {
        final int insidePort = (int) (inside >>> 16) & 0xFFFF;
        final int random = (int) hash.hash(inside, opened);
        int port = ports.choose(protocol, insidePort, random);
        for (int i = 0; port == NatPorts.NONE && i < EVICTED_FOR_A_PORT && lives.oldestNew(protocol) != NONE; i++) {
            evicted++;
            close(lives.oldestNew(protocol));
            port = ports.choose(protocol, insidePort, random);
        }
        if (port == NatPorts.NONE) {
            return NONE;
        }
        final int entry = mappings.add(inside, 0);
        Memory.putNativeInt(null, mappings.value(entry) + MAPPING_PORT, port);
        ports.take(protocol, port, entry);
        return entry;
    }

    private boolean evict() {
        final int victim = lives.victim();
        if (victim == NONE) {
            return false;
        }
        evicted++;
        close(victim);
        return true;
    }

    /** Ends a session, and its mapping when it was the last. */
    void close(final int entry) {
        final long inside = sessions.key0(entry);
        final int protocol = (int) inside & 0xFFFF;
        final int itsMapping = mappingOf(entry);
        lives.end(entry);
        leave(hosts, hostKey(inside), 0);
        if (hasPeers(protocol)) {
            leave(peers, inside, sessions.key1(entry) & ~0xFFFF_FFFFL);
        }
        sessions.remove(entry);
        if (count(mappings.value(itsMapping) + MAPPING_SESSIONS, -1) == 0) {
            ports.giveBack(protocol, outsidePort(itsMapping));
            mappings.remove(itsMapping);
        }
    }

    /** Ends the sessions whose timers have run out, a bounded number at once; answers how many. */
    int expire(final long nowNs) {
        advance(nowNs);
        int ended = 0;
        for (int entry = lives.expired(); entry != NONE && ended < EXPIRED_AT_ONCE; entry = lives.expired()) {
            close(entry);
            expired++;
            ended++;
        }
        return ended;
    }

    long opened() {
        return opened;
    }

    long evicted() {
        return evicted;
    }

    long expired() {
        return expired;
    }

    int mappings() {
        return mappings.size();
    }

    long memoryOctets() {
        return sessions.memoryOctets()
                + recent.memoryOctets()
                + mappings.memoryOctets()
                + hosts.memoryOctets()
                + peers.memoryOctets()
                + lives.memoryOctets();
    }

    private boolean isForwarded(final int entry) {
        return Memory.nativeInt(null, mappings.value(entry) + MAPPING_FORWARDED) != 0;
    }

    private boolean hasPeers(final int protocol) {
        return protocol == TCP && filtering == Filtering.ADDRESS_DEPENDENT;
    }

    /** Counts one more under a key. */
    private static void join(final KeyedSlab slab, final long key0, final long key1) {
        final int found = slab.find(key0, key1);
        count(slab.value(found == NONE ? slab.add(key0, key1) : found), 1);
    }

    /** Counts one less under a key, and forgets the key with the last. */
    private static void leave(final KeyedSlab slab, final long key0, final long key1) {
        final int found = slab.find(key0, key1);
        if (count(slab.value(found), -1) == 0) {
            slab.remove(found);
        }
    }

    private static int count(final long address, final int difference) {
        final int count = Memory.nativeInt(null, address) + difference;
        Memory.putNativeInt(null, address, count);
        return count;
    }

    private static long insideKey(final int protocol, final int address, final int port) {
        return ((long) address << 32) | ((long) port << 16) | protocol;
    }

    private static long hostKey(final long insideKey) {
        return insideKey >>> 32;
    }

    private static long peerKey(final int remote) {
        return (long) remote << 32;
    }

    /** As much of a remote endpoint as tells sessions apart. */
    private long remoteKey(final int protocol, final int remote, final int remotePort) {
        if (protocol == TCP || filtering == Filtering.ADDRESS_AND_PORT_DEPENDENT) {
            return ((long) remote << 32) | remotePort;
        }
        return filtering == Filtering.ADDRESS_DEPENDENT ? peerKey(remote) : 0;
    }
}
