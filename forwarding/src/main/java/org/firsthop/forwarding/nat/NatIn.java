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

    /**
     * Tells the time, before packets that {@link #lead} is asked to lead; on the thread of the stage.
     *
     * @param nowNs the time of the worker's clock, in nanoseconds.
     */
    public void advance(final long nowNs) {
        nat.table().advance(nowNs);
    }

    /**
     * Translates a valid packet at once that has come by the outside interface to the outside address, where there is nothing to be
     * said of it: what stays as it is goes to the stage.
     *
     * @param ip the address of its header, without options.
     * @param length octets of the packet.
     */
    public void lead(final long ip, final int length) {
        if (!NatHeaders.isFragment(ip)) {
            translator.inbound(ip, length, false);
        }
    }

    /** {@return the outside address, most significant octet first} */
    public int outsideAddress() {
        return nat.outsideAddress();
    }

    /** {@return the index of the outside interface} */
    public int outsideInterface() {
        return nat.outsideInterface();
    }
}
