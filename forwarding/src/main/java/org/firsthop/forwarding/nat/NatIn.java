package org.firsthop.forwarding.nat;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;

/**
 * Leads packets to the outside address to the inside hosts that they are for; stands before the lookup. What is for none of
 * them goes on as it came, and is the router's own.
 */
public final class NatIn extends NatStage {
    private final Nat nat;
    private final NatTranslator translator;

    NatIn(final Nat nat, final NatTranslator translator, final NatFragments fragments, final FrameAllocator frames) {
        super("nat-in", nat, fragments, frames);
        this.nat = nat;
        this.translator = translator;
    }

    @Override
    boolean concerns(final int frame, final long ip, final int length) {
        return NatHeaders.destination(ip) == nat.outsideAddress();
    }

    @Override
    DropReason translate(final int frame, final long ip, final int length) {
        return translator.inbound(ip, length, nat.isInside(pool().ingress(frame)));
    }
}
