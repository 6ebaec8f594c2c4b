package org.firsthop.node.dissect;

/** Reads one protocol's part of a packet and hands the rest to the next. */
@FunctionalInterface
public interface Dissector {
    /**
     * Adds the protocol's layer, and those of what it carries, to a packet.
     *
     * @param slice that begins with the protocol's header.
     * @param dissection of the packet.
     * @throws MissingOctets when there are fewer octets than the protocol says; the layers added so far stand.
     */
    void dissect(Slice slice, Dissection dissection);
}
