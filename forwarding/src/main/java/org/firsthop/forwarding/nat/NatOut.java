package org.firsthop.forwarding.nat;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;

/**
 * Gives packets from inside the outside address as their source; stands behind the rewrite, before the outside port.
 *
 * <p>There, TTL and MTU were judged while the packet still bore the addresses that its sender knows, so that an ICMP error
 * about it goes to the sender and quotes what it sent. Packets from other interfaces than inside ones pass as they came; so do
 * the router's own, but for ICMP errors, which may quote an inside address.
 */
public final class NatOut extends NatStage {
    private final Nat nat;
    private final NatTranslator translator;

    NatOut(final Nat nat, final NatTranslator translator, final NatFragments fragments, final FrameAllocator frames) {
        super("nat-out", nat, fragments, frames);
        this.nat = nat;
        this.translator = translator;
    }

    @Override
    boolean concerns(final int frame, final long ip, final int length) {
        if (NatHeaders.source(ip) == nat.outsideAddress()) {
            return NatTranslator.isIcmpError(ip, length);
        }
        return nat.isInside(pool().ingress(frame));
    }

    @Override
    DropReason translate(final int frame, final long ip, final int length) {
        return translator.outbound(ip, length);
    }
}
