package org.firsthop.forwarding.fragment;

import org.firsthop.core.drop.DropReason;

/** Takes datagrams for this node that are longer than a frame, which reassembly puts together in memory of its own. */
public interface LongDatagramReceiver {
    /** Octets before a datagram's data that the receiver may write over: room for the header of a reply. */
    int HEADROOM = 64;

    /**
     * Whether datagrams of an upper layer are worth gathering beyond the length of a frame.
     *
     * @param protocol of the upper layer, 0 to 255.
     * @return whether {@link #receive} wants them.
     */
    boolean takes(int protocol);

    /**
     * Takes a datagram. Called on the worker's thread.
     *
     * @param first the frame of its first fragment, headers included; it stays the caller's, and may be written to.
     * @param data the address of the upper layer's first octet, outside the heap; valid during the call, and to be written to
     *     from {@link #HEADROOM} octets before it on.
     * @param length octets of the upper layer, up to 65,535.
     * @return {@link DropReason#NONE} when it was taken; else the reason by which its fragments are dropped.
     */
    DropReason receive(int first, long data, int length);
}
