package org.firsthop.forwarding.local;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FramePool;

/** Takes packets for this node, or says why it does not want them, which their senders are told. */
@FunctionalInterface
public interface LocalReceiver {
    /** Nobody listens on the port (RFC 1122 section 3.2.2.1 code 3, RFC 4443 section 3.1 code 4). The sender. */
    DropReason PORT_UNREACHABLE = DropReason.declare(
            "LOCAL_PORT_UNREACHABLE", Severity.INFO, "the packet is for this node, but nobody listens on its port");

    /** Nobody speaks the protocol (RFC 1122 section 3.2.2.1 code 2, RFC 4443 section 3.4 code 1). The sender. */
    DropReason PROTOCOL_UNREACHABLE = DropReason.declare(
            "LOCAL_PROTOCOL_UNREACHABLE",
            Severity.INFO,
            "the packet is for this node, which does not speak its protocol");

    /**
     * Takes one packet, whose octets are valid during the call.
     *
     * @param pool that has the frame.
     * @param frame that holds the packet from {@link FramePool#l3Offset(int)} on, and its upper layer from {@link
     *     FramePool#l4Offset(int)} on.
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @return {@link DropReason#NONE} when it was taken, {@link #PORT_UNREACHABLE}, {@link #PROTOCOL_UNREACHABLE}, or another
     *     reason, by which it is dropped without telling the sender.
     */
    DropReason receive(FramePool pool, int frame, long nowNs);
}
