package org.firsthop.node.dissect.protocol;

import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Slice;

/** Hands a payload to the dissector of a well-known port, the lower one first. */
final class Ports {
    /** Instead of the number of a conversation, where there is none. */
    static final int NO_STREAM = -1;

    private static final int DNS = 53;
    private static final int MULTICAST_DNS = 5353;
    private static final int LINK_LOCAL_MULTICAST_NAME_RESOLUTION = 5355;
    private static final int MPLS_OVER_UDP = 6635;

    private Ports() {}

    static void dissectUdp(
            final int sourcePort,
            final int destinationPort,
            final int stream,
            final Slice payload,
            final Dissection dissection) {
        if (!dissectUdp(Math.min(sourcePort, destinationPort), stream, payload, dissection)
                && !dissectUdp(Math.max(sourcePort, destinationPort), stream, payload, dissection)) {
            if (!dissection.isInErrorMessage() && DnsDissector.looksLikeMessage(payload)) {
                DnsDissector.dissectDatagram(DnsFields.PROTOCOL, stream, payload, dissection);
            } else {
                DataDissector.dissect(payload, dissection);
            }
        }
    }

    private static boolean dissectUdp(
            final int port, final int stream, final Slice payload, final Dissection dissection) {
        switch (port) {
            case DNS -> DnsDissector.dissectDatagram(DnsFields.PROTOCOL, stream, payload, dissection);
            case MULTICAST_DNS -> DnsDissector.dissectDatagram(DnsFields.MULTICAST, stream, payload, dissection);
            case LINK_LOCAL_MULTICAST_NAME_RESOLUTION ->
                DnsDissector.dissectDatagram(DnsFields.LINK_LOCAL, stream, payload, dissection);
            case MPLS_OVER_UDP -> MplsDissector.dissect(payload, dissection);
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Dissects what a TCP segment carries.
     *
     * @return how many octets after the segment belong to a message that begins in it.
     */
    static int dissectTcp(
            final int sourcePort,
            final int destinationPort,
            final int stream,
            final Slice payload,
            final Dissection dissection) {
        if (isDnsOverTcp(sourcePort) || isDnsOverTcp(destinationPort)) {
            return DnsDissector.dissectSegment(stream, payload, dissection);
        }
        DataDissector.dissect(payload, dissection);
        return 0;
    }

    private static boolean isDnsOverTcp(final int port) {
        return port == DNS || port == MULTICAST_DNS;
    }
}
