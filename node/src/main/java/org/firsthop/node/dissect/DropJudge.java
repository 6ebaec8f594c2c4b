package org.firsthop.node.dissect;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;

/** Says what a router would do with a packet: the reason it would drop it for, or {@link DropReason#NONE}. */
@FunctionalInterface
public interface DropJudge {
    /**
     * Judges a packet; must neither change it nor throw, whatever its octets are.
     *
     * @param buffer that holds the packet.
     * @param offset of its first octet.
     * @param length octets that are there.
     * @param linkType that the packet begins with, see {@link org.firsthop.core.capture.LinkType}.
     * @return the first reason to drop it, or {@link DropReason#NONE}.
     */
    DropReason judge(MutableDirectBuffer buffer, int offset, int length, int linkType);
}
