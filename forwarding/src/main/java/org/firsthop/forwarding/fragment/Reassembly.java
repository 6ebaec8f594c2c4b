package org.firsthop.forwarding.fragment;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.TimedStage;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;
import org.firsthop.forwarding.local.IpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Puts datagrams for this node together from their fragments (RFC 791 section 3.2, RFC 815, RFC 8200 section 4.5).
 *
 * <p>The whole is made in the frame of its first fragment, so a datagram may be as long as a frame of the pool. Longer ones are
 * gathered for a {@link LongDatagramReceiver}, in memory that each worker takes when the first of them is whole. One fragment
 * that overlaps another spoils the datagram, what has come of it and what is still to come (RFC 5722 for IPv6, and here for
 * IPv4 too); one that is the same as another, octet for octet, is merely superfluous (RFC 8200 section 4.5). Where a bound is
 * met, the oldest datagram of the source that has the most is given up. When the time of a datagram is up whose first fragment
 * has come, its sender is told (RFC 792, RFC 1122 section 3.3.2, RFC 4443 section 3.3).
 */
public final class Reassembly extends TimedStage {
    /** Fragments are missing, and their time is up (RFC 1122 section 3.3.2, RFC 8200 section 4.5). The path. */
    public static final DropReason TIMEOUT = DropReason.declare(
            "REASSEMBLY_TIMEOUT", Severity.INFO, "the other fragments of the datagram did not come in time");

    /** Two fragments of the datagram overlap (RFC 5722 section 4). An attacker. */
    public static final DropReason OVERLAP = DropReason.declare(
            "REASSEMBLY_OVERLAP", Severity.WARNING, "a fragment overlaps another of the same datagram");

    /** The fragment has come before, octet for octet (RFC 8200 section 4.5). The path. */
    public static final DropReason DUPLICATE =
            DropReason.declare("REASSEMBLY_DUPLICATE", Severity.INFO, "the fragment has come before");

    /** A fragment but the last holds no multiple of 8 octets, or none (RFC 791, RFC 8200 section 4.5). The sender. */
    public static final DropReason BAD_LENGTH = DropReason.declare(
            "REASSEMBLY_BAD_LENGTH",
            Severity.WARNING,
            "a fragment other than the last is no multiple of 8 octets long");

    /** The fragment ends beyond 65,535 octets (RFC 8200 section 4.5). An attacker. */
    public static final DropReason TOO_LONG = DropReason.declare(
            "REASSEMBLY_TOO_LONG", Severity.WARNING, "the datagram would be longer than 65,535 octets");

    /** The datagram is longer than a frame, and nobody takes longer ones. The operator, who sizes the pool's slots. */
    public static final DropReason NO_ROOM =
            DropReason.declare("REASSEMBLY_NO_ROOM", Severity.ERROR, "the datagram is longer than a frame of the pool");

    /** The datagram comes in more fragments than are kept of one. An attacker, or the limit. */
    public static final DropReason TOO_MANY_FRAGMENTS = DropReason.declare(
            "REASSEMBLY_TOO_MANY_FRAGMENTS", Severity.WARNING, "the datagram has more fragments than the limit");

    /** The source has too many incomplete datagrams; its oldest is given up. An attacker, or the limit. */
    public static final DropReason SOURCE_LIMIT = DropReason.declare(
            "REASSEMBLY_SOURCE_LIMIT", Severity.WARNING, "the source has more incomplete datagrams than the limit");

    /** There are too many incomplete datagrams; the oldest of the source with the most is given up. */
    public static final DropReason TABLE_FULL = DropReason.declare(
            "REASSEMBLY_TABLE_FULL", Severity.ERROR, "there are more incomplete datagrams than the limit");

    /** Too many frames are held; the oldest datagram of the source with the most is given up. */
    public static final DropReason FRAMES_FULL = DropReason.declare(
            "REASSEMBLY_FRAMES_FULL", Severity.ERROR, "more frames wait for reassembly than the limit");

    private static final int NONE = Datagrams.NONE;

    /** Where whole IPv4 packets go. */
    public final Output ipv4 = output("ipv4");

    /** Where whole IPv6 packets go. */
    public final Output ipv6 = output("ipv6");

    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    private final ReassemblyConfig config;
    private final Datagrams datagrams;
    private final int maxHeld;
    private final LongDatagramReceiver longReceiver;
    private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();
    private @Nullable MemoryRegion longDatagram;

    /**
     * The stage.
     *
     * @param config its bounds.
     * @param longReceiver takes datagrams that are longer than a frame.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Reassembly(
            final ReassemblyConfig config, final LongDatagramReceiver longReceiver, final FrameAllocator frames) {
        super("reassembly", frames);
        this.longReceiver = longReceiver;
        this.config = config;
        datagrams = new Datagrams(config.datagrams(), config.fragmentsPerDatagram());
        maxHeld = Math.max(1, Math.min(config.heldFrames(), pool().frames() / 4));
    }

    /** {@return how many datagrams are incomplete at the moment} */
    public int incomplete() {
        return datagrams.size();
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final long ip = pool().address(frame) + pool().l3Offset(frame);
            if (Memory.u8(null, ip) >>> 4 == 4) {
                processIpv4(frame, ip, nowNs);
            } else {
                processIpv6(frame, ip, nowNs);
            }
        }
    }

    @Override
    protected int poll(final long nowNs) {
        int done = 0;
        while (datagrams.oldest() != NONE && nowNs - datagrams.createdNs[datagrams.oldest()] >= config.timeoutNs()) {
            expire(datagrams.oldest());
            done++;
        }
        return done;
    }

    @Override
    protected long nextDeadline() {
        final int oldest = datagrams.oldest();
        return oldest == NONE ? Long.MAX_VALUE : datagrams.createdNs[oldest] + config.timeoutNs();
    }

    private void processIpv4(final int frame, final long ip, final long nowNs) {
        final int l3Offset = pool().l3Offset(frame);
        final int headerLength = (Memory.u8(null, ip) & 0xF) << 2;
        final int length = pool().length(frame) - l3Offset - headerLength;
        final int word = Memory.u16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        final int start = (word & Ipv4Flyweight.FRAGMENT_OFFSET_MASK) << 3;
        final boolean isLast = (word & Ipv4Flyweight.MORE_FRAGMENTS_FLAG) == 0;
        if (length == 0 || (!isLast && (length & 7) != 0)) {
            drop(frame, BAD_LENGTH);
            return;
        }
        if (headerLength + start + length > 65_535) {
            drop(frame, TOO_LONG);
            return;
        }
        // RFC 791: source, destination, protocol and Identification tell datagrams apart.
        final long addresses = Memory.i64(null, ip + Ipv4Flyweight.SOURCE_OFFSET);
        final long identification = Memory.u16(null, ip + Ipv4Flyweight.IDENTIFICATION_OFFSET);
        final long protocol = Memory.u8(null, ip + Ipv4Flyweight.PROTOCOL_OFFSET);
        final int entry = entry(addresses, 0, 0, protocol, identification, addresses >>> 32, nowNs);
        pool().l4Offset(frame, l3Offset + headerLength);
        add(entry, frame, (int) protocol, start, start + length, isLast);
    }

    private void processIpv6(final int frame, final long ip, final long nowNs) {
        final int l3Offset = pool().l3Offset(frame);
        final DropReason reason = walker.walk(null, ip, pool().length(frame) - l3Offset);
        if (!walker.isFragment()) {
            drop(frame, reason);
            return;
        }
        final int fragmentEnd = walker.fragmentHeaderOffset() + Ipv6FragmentFlyweight.HEADER_LENGTH;
        final int length = walker.totalLength() - fragmentEnd;
        final int start = walker.fragmentOffsetOctets();
        final boolean isLast = !walker.isMoreFragments();
        if (!isLast && (length & 7) != 0) {
            reject(frame, BAD_LENGTH, Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET, errors);
            return;
        }
        if (length == 0) {
            drop(frame, BAD_LENGTH);
            return;
        }
        if (start + length > 65_535) {
            final int pointer = walker.fragmentHeaderOffset() + Ipv6FragmentFlyweight.FRAGMENT_OFFSET_FLAGS_OFFSET;
            reject(frame, TOO_LONG, pointer, errors);
            return;
        }
        final long sourceHigh = Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET);
        final int entry = entry(
                sourceHigh,
                Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + 8),
                Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET),
                Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET + 8),
                6L << 32 | (walker.identification() & 0xFFFF_FFFFL),
                sourceHigh,
                nowNs);
        pool().l4Offset(frame, l3Offset + fragmentEnd);
        add(entry, frame, Memory.u8(null, ip + walker.fragmentHeaderOffset()), start, start + length, isLast);
    }

    /** The datagram of a key, begun when there is none yet; another's room is taken for it where a bound is met. */
    private int entry(
            final long a, final long b, final long c, final long d, final long e, final long source, final long nowNs) {
        final int found = datagrams.find(a, b, c, d, e);
        if (found != NONE) {
            return found;
        }
        if (datagrams.ofSource(source) >= config.datagramsPerSource()) {
            giveUp(datagrams.oldestOf(source), SOURCE_LIMIT);
        } else if (datagrams.isFull()) {
            giveUp(datagrams.victim(), TABLE_FULL);
        }
        return datagrams.add(a, b, c, d, e, source, nowNs);
    }

    /** Adds a fragment whose data begin at its frame's l4 offset. */
    private void add(
            final int entry,
            final int frame,
            final int protocol,
            final int start,
            final int end,
            final boolean isLast) {
        if (datagrams.isPoisoned[entry]) {
            drop(frame, OVERLAP);
            return;
        }
        final int base = entry * datagrams.fragmentsPerDatagram;
        final int count = datagrams.counts[entry];
        final int place = datagrams.place(entry, start);
        final boolean overlapsBefore = place > 0 && datagrams.ends[base + place - 1] > start;
        final boolean overlapsAfter = place < count && datagrams.starts[base + place] < end;
        if (overlapsBefore || overlapsAfter || !isConsistent(entry, end, isLast)) {
            if (overlapsAfter && isSame(datagrams.frames[base + place], frame)) {
                drop(frame, DUPLICATE);
            } else {
                poison(entry);
                drop(frame, OVERLAP);
            }
            return;
        }
        final int room = room(frame, protocol);
        if (end > room || count == datagrams.fragmentsPerDatagram) {
            final DropReason reason = end > room ? NO_ROOM : TOO_MANY_FRAGMENTS;
            giveUp(entry, reason);
            drop(frame, reason);
            return;
        }
        if (isLast) {
            datagrams.totals[entry] = end;
        }
        if (held() >= maxHeld && datagrams.received[entry] + end - start != datagrams.totals[entry]) {
            final int victim = datagrams.victimWithFrames(entry);
            if (victim == NONE) {
                giveUp(entry, FRAMES_FULL);
                drop(frame, FRAMES_FULL);
                return;
            }
            giveUp(victim, FRAMES_FULL);
        }
        hold(frame);
        datagrams.insert(entry, place, frame, start, end);
        if (datagrams.received[entry] == datagrams.totals[entry]) {
            complete(entry);
        }
    }

    /** Octets of the longest datagram of a protocol, without what stands before a fragment's data. */
    private int room(final int frame, final int protocol) {
        final int room = pool().maxFrameLength() - pool().l4Offset(frame);
        return config.longestDatagram() > room && longReceiver.takes(protocol) ? config.longestDatagram() : room;
    }

    /** Whether a range agrees with where the datagram ends, as far as that is known. */
    private boolean isConsistent(final int entry, final int end, final boolean isLast) {
        final int total = datagrams.totals[entry];
        if (total != NONE) {
            return isLast ? end == total : end <= total;
        }
        final int count = datagrams.counts[entry];
        return !isLast || count == 0 || datagrams.ends[entry * datagrams.fragmentsPerDatagram + count - 1] <= end;
    }

    /** Whether two fragments are the same from the IP header on, but for what changes on the way. */
    private boolean isSame(final int one, final int other) {
        final FramePool pool = pool();
        final int length = pool.length(one) - pool.l4Offset(one);
        if (length != pool.length(other) - pool.l4Offset(other)) {
            return false;
        }
        final long a = pool.address(one) + pool.l4Offset(one);
        final long b = pool.address(other) + pool.l4Offset(other);
        for (int i = 0; i < length; i++) {
            if (Memory.u8(null, a + i) != Memory.u8(null, b + i)) {
                return false;
            }
        }
        return flagsAndOffset(one) == flagsAndOffset(other);
    }

    private int flagsAndOffset(final int frame) {
        final long ip = pool().address(frame) + pool().l3Offset(frame);
        return Memory.u8(null, ip) >>> 4 == 4
                ? Memory.u16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET)
                : Memory.u16(
                        null,
                        pool().address(frame)
                                + pool().l4Offset(frame)
                                - Ipv6FragmentFlyweight.HEADER_LENGTH
                                + Ipv6FragmentFlyweight.FRAGMENT_OFFSET_FLAGS_OFFSET);
    }

    private void poison(final int entry) {
        dropFragments(entry, 0, OVERLAP);
        datagrams.isPoisoned[entry] = true;
    }

    private void giveUp(final int entry, final DropReason reason) {
        dropFragments(entry, 0, reason);
        datagrams.remove(entry);
    }

    private void expire(final int entry) {
        final int base = entry * datagrams.fragmentsPerDatagram;
        final boolean hasFirst = datagrams.counts[entry] > 0 && datagrams.starts[base] == 0;
        if (hasFirst) {
            rejectHeld(datagrams.frames[base], TIMEOUT, 0, errors);
        }
        dropFragments(entry, hasFirst ? 1 : 0, TIMEOUT);
        datagrams.remove(entry);
    }

    private void dropFragments(final int entry, final int from, final DropReason reason) {
        final int base = entry * datagrams.fragmentsPerDatagram;
        for (int i = from; i < datagrams.counts[entry]; i++) {
            dropHeld(datagrams.frames[base + i], reason);
        }
        datagrams.counts[entry] = 0;
    }

    private void complete(final int entry) {
        final FramePool pool = pool();
        final int base = entry * datagrams.fragmentsPerDatagram;
        final int first = datagrams.frames[base];
        final int l4Offset = pool.l4Offset(first);
        final int total = datagrams.totals[entry];
        final int count = datagrams.counts[entry];
        datagrams.counts[entry] = 0;
        datagrams.remove(entry);
        final int slotEnd = pool.slotOffset(first) + pool.slotLength();
        if (pool.offset(first) + l4Offset + total > slotEnd) {
            completeLong(base, count, total);
            return;
        }
        gather(base, 1, count, pool.address(first) + l4Offset);
        for (int i = 1; i < count; i++) {
            consumeHeld(datagrams.frames[base + i]);
        }
        pool.length(first, l4Offset + total);
        final long ip = pool.address(first) + pool.l3Offset(first);
        if (Memory.u8(null, ip) >>> 4 == 4) {
            final int headerLength = l4Offset - pool.l3Offset(first);
            Memory.putU16(null, ip + Ipv4Flyweight.TOTAL_LENGTH_OFFSET, headerLength + total);
            Memory.putU16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET, 0);
            IpHeaders.fillIpv4Checksum(ip, headerLength);
            release(first, ipv4);
        } else {
            removeFragmentHeader(first, ip, l4Offset - pool.l3Offset(first), total);
            release(first, ipv6);
        }
    }

    /** Hands over a datagram that is longer than a frame. */
    private void completeLong(final int base, final int count, final int total) {
        final FramePool pool = pool();
        final int first = datagrams.frames[base];
        final long ip = pool.address(first) + pool.l3Offset(first);
        final int protocol = Memory.u8(null, ip) >>> 4 == 4
                ? Memory.u8(null, ip + Ipv4Flyweight.PROTOCOL_OFFSET)
                : Memory.u8(null, pool.address(first) + pool.l4Offset(first) - Ipv6FragmentFlyweight.HEADER_LENGTH);
        DropReason reason = NO_ROOM;
        if (longReceiver.takes(protocol)) {
            if (longDatagram == null) {
                longDatagram =
                        MemoryRegion.allocate(LongDatagramReceiver.HEADROOM + config.longestDatagram() + Long.BYTES);
            }
            final long data = longDatagram.address() + LongDatagramReceiver.HEADROOM;
            gather(base, 0, count, data);
            reason = longReceiver.receive(first, data, total);
        }
        for (int i = 0; i < count; i++) {
            if (reason == DropReason.NONE) {
                consumeHeld(datagrams.frames[base + i]);
            } else {
                dropHeld(datagrams.frames[base + i], reason);
            }
        }
    }

    /** Copies the data of a datagram's fragments, from one of them on, to where they belong. */
    private void gather(final int base, final int from, final int count, final long to) {
        final FramePool pool = pool();
        for (int i = from; i < count; i++) {
            final int frame = datagrams.frames[base + i];
            final int start = datagrams.starts[base + i];
            final int length = datagrams.ends[base + i] - start;
            Memory.copy(null, pool.address(frame) + pool.l4Offset(frame), null, to + start, length);
        }
    }

    /** Moves what stands before the Fragment header over it (RFC 8200 section 4.5). */
    private void removeFragmentHeader(final int frame, final long ip, final int dataOffset, final int total) {
        final int headerLength = Ipv6FragmentFlyweight.HEADER_LENGTH;
        final int fragment = dataOffset - headerLength;
        // It was walked when it came, and its headers are as they were.
        walker.walk(null, ip, pool().length(frame) - pool().l3Offset(frame));
        int pointer = Ipv6Flyweight.NEXT_HEADER_OFFSET;
        for (int i = 0; i < walker.headerCount() && walker.headerOffset(i) < fragment; i++) {
            pointer = walker.headerOffset(i);
        }
        Memory.putU8(null, ip + pointer, Memory.u8(null, ip + fragment));
        Memory.putU16(null, ip + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET, fragment - Ipv6Flyweight.HEADER_LENGTH + total);
        Memory.copy(null, ip, null, ip + headerLength, fragment);
        final FramePool pool = pool();
        pool.l3Offset(frame, pool.l3Offset(frame) + headerLength);
    }
}
