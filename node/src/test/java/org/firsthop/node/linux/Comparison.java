package org.firsthop.node.linux;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6ExtensionWalker;

/** One frame, what ours and the kernel made of it, and why ours dropped something, if it did. */
record Comparison(RouterCase of, Outcome ours, Outcome kernel, String drops) {
    private static final int OPTIONS = 20;

    byte[] packet() {
        return RouterScene.packet(of.frame());
    }

    int octet(final int offset) {
        final byte[] packet = packet();
        return offset < packet.length ? packet[offset] & 0xFF : 0;
    }

    boolean isIpv4() {
        return of.frame()[12] == 8;
    }

    boolean hasGroupLinkAddress() {
        return (of.frame()[0] & 1) != 0;
    }

    boolean oursDropped(final String... reasons) {
        return ours.isNothing() && Arrays.stream(reasons).anyMatch(reason -> drops.contains(reason + ' '));
    }

    boolean isFromOwnAddress() {
        final byte[] packet = packet();
        return packet.length >= (isIpv4() ? 20 : 40) && RouterScene.isOwn(packet, isIpv4() ? 12 : 8);
    }

    /** Whether both made an error of one type and code. */
    boolean areSameErrors() {
        return ours.summary().startsWith("ICMP ") && ours.summary().equals(kernel.summary());
    }

    /** Whether both are the same when some octets of the only packet of each are not looked at; checksums never are. */
    boolean areEqualBut(final int... offsets) {
        return Arrays.equals(without(ours.packet(), offsets), without(kernel.packet(), offsets));
    }

    private static byte[] without(final byte[] whole, final int[] offsets) {
        final byte[] packet = whole.clone();
        final boolean isIpv4 = packet.length > 0 && packet[0] >>> 4 == 4;
        final int icmp = isIpv4 ? (packet[0] & 0xF) << 2 : 40;
        final int[] always = isIpv4 ? new int[] {4, 5, 10, 11, icmp + 2, icmp + 3} : new int[] {icmp + 2, icmp + 3};
        for (final int[] list : new int[][] {always, offsets}) {
            for (final int offset : list) {
                if (offset < packet.length) {
                    packet[offset] = 0;
                }
            }
        }
        return packet;
    }

    /** Whether an IPv6 packet begins with options that have padding of octets that are not zero, or more than 7 in a row. */
    boolean hasOddPadding() {
        if (octet(6) != 0 && octet(6) != 60) {
            return false;
        }
        final int end = 40 + ((octet(41) + 1) << 3);
        int inARow = 0;
        int length;
        for (int at = 42; at < end; at += length) {
            length = octet(at) == 0 ? 1 : 2 + octet(at + 1);
            inARow = octet(at) <= 1 ? inARow + length : 0;
            boolean isZero = true;
            for (int i = 2; octet(at) == 1 && i < length; i++) {
                isZero &= octet(at + i) == 0;
            }
            if (inARow > 7 || !isZero) {
                return true;
            }
        }
        return false;
    }

    private DropReason walk(final Ipv6ExtensionWalker walker) {
        final byte[] packet = packet();
        return walker.walk(new UnsafeBuffer(packet), 0, packet.length);
    }

    /** Whether an IPv6 packet has a Fragment header behind another one. */
    boolean hasFragmentInFragment() {
        final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();
        walk(walker);
        return IntStream.range(0, walker.headerCount())
                        .filter(i -> walker.headerType(i) == IpProtocol.FRAGMENT)
                        .count()
                > 1;
    }

    /** Whether an IPv6 packet's chain of extension headers has one of these kinds. */
    boolean extensionIsOneOf(final int... kinds) {
        final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();
        walk(walker);
        if (Arrays.stream(kinds).anyMatch(wanted -> wanted == octet(6))) {
            return true;
        }
        for (int i = 0; i < walker.headerCount(); i++) {
            final int kind = walker.headerType(i);
            if (Arrays.stream(kinds).anyMatch(wanted -> wanted == kind)) {
                return true;
            }
        }
        return false;
    }

    boolean hasIpv4Option(final int... types) {
        final byte[] packet = packet();
        final int end = Math.min(packet.length, (octet(0) & 0xF) << 2);
        int at = OPTIONS;
        while (at < end && packet[at] != 0) {
            final int type = packet[at] & 0xFF;
            if (Arrays.stream(types).anyMatch(wanted -> wanted == type)) {
                return true;
            }
            final int length = at + 1 < end ? packet[at + 1] & 0xFF : 1;
            at += type == 1 ? 1 : Math.max(1, length);
        }
        return false;
    }

    /** Where octets stand in the header behind the option that ends the list, or no offsets. */
    int[] behindEndOfList() {
        final byte[] packet = packet();
        final int end = Math.min(packet.length, (octet(0) & 0xF) << 2);
        int at = OPTIONS;
        while (at < end && packet[at] != 0) {
            at += packet[at] == 1 || at + 1 >= end ? 1 : Math.max(1, packet[at + 1] & 0xFF);
        }
        final int from = Math.min(at, end);
        final int[] offsets = new int[Math.max(0, end - from)];
        Arrays.setAll(offsets, i -> from + i);
        return offsets;
    }
}
