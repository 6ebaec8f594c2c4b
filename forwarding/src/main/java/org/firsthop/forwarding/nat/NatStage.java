package org.firsthop.forwarding.nat;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.TimedStage;

/**
 * What both directions share: whole packets and first fragments are translated, other fragments follow their first one.
 *
 * <p>All fragments of a datagram that this stage has to do with are followed, so that those of a datagram for the router
 * itself go on as they came.
 */
abstract class NatStage extends TimedStage {
    /** Where packets go that may pass, translated or not. */
    public final Output next = output("next");

    /** Where notices go of packets whose senders are to be told that there is no room (RFC 5508 REQ-8). */
    public final Output errors = output("errors");

    private final Nat nat;
    private final NatFragments fragments;

    NatStage(final String name, final Nat nat, final NatFragments fragments, final FrameAllocator frames) {
        super(name, frames);
        this.nat = nat;
        this.fragments = fragments;
    }

    /** Whether a packet is one to look at. */
    abstract boolean concerns(int frame, long ip, int length);

    /** Translates a packet that concerns this direction and has its transport header. */
    abstract DropReason translate(int frame, long ip, int length);

    @Override
    protected final void process(final FrameBatch batch, final long nowNs) {
        nat.table().advance(nowNs);
        fragments.advance(nowNs);
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int l3Offset = pool.l3Offset(frame);
            final long ip = pool.address(frame) + l3Offset;
            final int length = pool.length(frame) - l3Offset;
            if (!concerns(frame, ip, length)) {
                next.send(frame);
            } else if (NatHeaders.isFragment(ip)) {
                fragment(frame, ip, length);
            } else {
                pass(frame, translate(frame, ip, length));
            }
        }
    }

    private void pass(final int frame, final DropReason reason) {
        if (reason == DropReason.NONE) {
            next.send(frame);
        } else if (reason == NatDrops.HOST_QUOTA
                || reason == NatDrops.TABLE_FULL
                || reason == NatDrops.PORTS_EXHAUSTED) {
            reject(frame, reason, 0, errors);
        } else {
            drop(frame, reason);
        }
    }

    private void fragment(final int frame, final long ip, final int length) {
        final long addresses = NatFragments.addresses(ip);
        final long identity = NatFragments.identity(ip);
        if (NatHeaders.isFirstFragment(ip)) {
            final DropReason reason = translate(frame, ip, length);
            makeRoom();
            final boolean isGood = reason == DropReason.NONE;
            final int datagram =
                    fragments.follow(addresses, identity, isGood ? NatFragments.TRANSLATED : NatFragments.REFUSED);
            fragments.translated(datagram, NatFragments.addresses(ip));
            pass(frame, reason);
            releaseWaiting(datagram, isGood);
            return;
        }
        final int datagram = fragments.find(addresses, identity);
        if (datagram == NatFragments.NONE) {
            makeRoom();
            hold(frame, fragments.follow(addresses, identity, NatFragments.AWAITED));
        } else if (fragments.state(datagram) == NatFragments.AWAITED) {
            hold(frame, datagram);
        } else {
            follow(frame, datagram, fragments.state(datagram) == NatFragments.TRANSLATED);
        }
    }

    private void follow(final int frame, final int datagram, final boolean isGood) {
        if (isGood) {
            fragments.translate(datagram, pool().address(frame) + pool().l3Offset(frame));
            next.send(frame);
        } else {
            drop(frame, NatDrops.FRAGMENT_REFUSED);
        }
    }

    private void hold(final int frame, final int datagram) {
        final int oldest = fragments.oldestWaitingBeyondBound();
        if (oldest == datagram) { // All that wait are of this datagram.
            drop(frame, NatDrops.FRAGMENTS_FULL);
            return;
        }
        if (oldest != NatFragments.NONE) {
            forget(oldest, NatDrops.FRAGMENTS_FULL);
        }
        fragments.await(datagram, frame);
        hold(frame);
    }

    private void releaseWaiting(final int datagram, final boolean isGood) {
        for (int frame = fragments.takeWaiting(datagram); frame >= 0; frame = fragments.takeWaiting(datagram)) {
            if (isGood) {
                fragments.translate(datagram, pool().address(frame) + pool().l3Offset(frame));
                release(frame, next);
            } else {
                dropHeld(frame, NatDrops.FRAGMENT_REFUSED);
            }
        }
    }

    private void makeRoom() {
        final int oldest = fragments.oldestBeyondBound();
        if (oldest != NatFragments.NONE) {
            forget(oldest, NatDrops.FRAGMENTS_FULL);
        }
    }

    private void forget(final int datagram, final DropReason reason) {
        for (int frame = fragments.takeWaiting(datagram); frame >= 0; frame = fragments.takeWaiting(datagram)) {
            dropHeld(frame, reason);
        }
        fragments.forget(datagram);
    }

    @Override
    protected final int poll(final long nowNs) {
        int work = nat.table().expire(nowNs);
        for (int gone = fragments.expired(nowNs); gone != NatFragments.NONE; gone = fragments.expired(nowNs)) {
            forget(gone, NatDrops.FRAGMENT_TIMEOUT);
            work++;
        }
        return work;
    }

    @Override
    protected final long nextDeadline() {
        return Math.min(nat.table().lives().nextDeadline(), fragments.nextDeadline());
    }
}
