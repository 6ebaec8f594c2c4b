package org.firsthop.node.linux;

import java.util.Arrays;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;

/** Sets aside what may differ between two good routers: the identification of packets that a router makes itself (RFC 6864, RFC 7739). */
final class Masks {
    private static final int ID = EthernetFlyweight.HEADER_LENGTH + 4;
    private static final int IPV6_NEXT_HEADER = EthernetFlyweight.HEADER_LENGTH + 6;
    private static final int FRAGMENT_ID = EthernetFlyweight.HEADER_LENGTH + 44;
    private static final int CHECKSUM = EthernetFlyweight.HEADER_LENGTH + 10;

    private Masks() {}

    static boolean equal(final Outcome one, final Outcome other) {
        return one.equals(other) || masked(one).equals(masked(other));
    }

    /** As {@link #equal}, when octets of the packets' headers are not looked at, nor the headers' checksums. */
    static boolean equalBut(final Comparison comparison, final int... offsets) {
        return without(comparison.ours(), offsets).equals(without(comparison.kernel(), offsets));
    }

    private static Outcome without(final Outcome outcome, final int... offsets) {
        final Outcome without = new Outcome();
        outcome.sent.forEach(sent -> {
            final byte[] frame = masked(sent.frame());
            for (final int offset : offsets) {
                if (EthernetFlyweight.HEADER_LENGTH + offset < frame.length) {
                    frame[EthernetFlyweight.HEADER_LENGTH + offset] = 0;
                }
            }
            frame[CHECKSUM] = 0;
            frame[CHECKSUM + 1] = 0;
            without.add(sent.link(), frame);
        });
        return without;
    }

    static Outcome masked(final Outcome outcome) {
        final Outcome masked = new Outcome();
        outcome.sent.forEach(sent -> masked.add(sent.link(), masked(sent.frame())));
        return masked;
    }

    private static byte[] masked(final byte[] frame) {
        final byte[] octets = frame.clone();
        if (octets[12] == 8 && RouterScene.isOwn(RouterScene.packet(frame), 12)) {
            octets[ID] = 0;
            octets[ID + 1] = 0;
            octets[CHECKSUM] = 0;
            octets[CHECKSUM + 1] = 0;
        } else if (octets[IPV6_NEXT_HEADER] == IpProtocol.FRAGMENT && RouterScene.isOwn(RouterScene.packet(frame), 8)) {
            Arrays.fill(octets, FRAGMENT_ID, FRAGMENT_ID + Integer.BYTES, (byte) 0);
        }
        return octets;
    }
}
