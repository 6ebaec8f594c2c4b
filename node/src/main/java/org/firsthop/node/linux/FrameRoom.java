package org.firsthop.node.linux;

import org.firsthop.core.wire.EthernetFlyweight;

/** How long a slot must be for the frames of a link. */
final class FrameRoom {
    /** Two VLAN tags. */
    private static final int TAGS_LENGTH = 8;

    private FrameRoom() {}

    /**
     * Makes sure that a link's frames fit.
     *
     * @param name of the interface.
     * @param mtu of the link.
     * @param room octets that a slot has for a frame.
     * @throws LinuxException when the longest frame, with two VLAN tags, does not fit with an octet to spare.
     */
    static void require(final String name, final int mtu, final int room) throws LinuxException {
        final int longest = EthernetFlyweight.HEADER_LENGTH + TAGS_LENGTH + mtu;
        if (longest >= room) {
            throw LinuxException.because(name + ": frames of an MTU of " + mtu + " have up to " + longest
                    + " octets, but the slots of the frame pool hold " + room);
        }
    }
}
