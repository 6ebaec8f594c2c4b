package org.firsthop.node.linux;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What a router made of one frame: the frames that left, by link and in order; none for a drop. */
final class Outcome {
    /** A frame that left by a link. */
    record Sent(int link, byte[] frame) {
        @Override
        public boolean equals(final Object other) {
            return other instanceof Sent sent && sent.link == link && Arrays.equals(sent.frame, frame);
        }

        @Override
        public int hashCode() {
            return 31 * link + Arrays.hashCode(frame);
        }

        @Override
        public String toString() {
            return "link " + link + ": " + HexFormat.of().formatHex(frame);
        }
    }

    final List<Sent> sent = new ArrayList<>();

    void add(final int link, final byte[] frame) {
        sent.add(new Sent(link, frame));
    }

    boolean isNothing() {
        return sent.isEmpty();
    }

    /** The IP packet of the only frame that left, or no octets. */
    byte[] packet() {
        return sent.size() != 1 ? new byte[0] : RouterScene.packet(sent.get(0).frame);
    }

    /** What the IPv4 packets carry that left, one after the other. */
    byte[] ipv4Payloads() {
        final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (final Sent one : sent) {
            final byte[] packet = RouterScene.packet(one.frame);
            final int from = (packet[0] & 0xF) << 2;
            octets.write(packet, from, packet.length - from);
        }
        return octets.toByteArray();
    }

    /** What left, in a word: the packet itself, or the ICMP type and code of what the router made. */
    String summary() {
        if (sent.size() != 1) {
            return sent.isEmpty() ? "nothing" : sent.size() + " frames";
        }
        final byte[] packet = packet();
        final boolean isIpv4 = packet[0] >>> 4 == 4;
        final int icmp = isIpv4 ? (packet[0] & 0xF) << 2 : 40;
        if (RouterScene.isOwn(packet, isIpv4 ? 12 : 8)) {
            return "ICMP " + (packet[icmp] & 0xFF) + '/' + (packet[icmp + 1] & 0xFF);
        }
        return "forwarded";
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Outcome outcome && outcome.sent.equals(sent);
    }

    @Override
    public int hashCode() {
        return sent.hashCode();
    }

    @Override
    public String toString() {
        return sent.isEmpty() ? "nothing" : sent.toString();
    }
}
