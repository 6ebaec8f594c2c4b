package org.firsthop.node.dissect.protocol;

import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Slice;

/** Hands a payload to the dissector of a well-known port, the lower one first. */
final class Ports {
    static final int DNS = 53;
    static final int MULTICAST_DNS = 5353;
    private static final int MPLS_OVER_UDP = 6635;

    private Ports() {}

    static void dissectUdp(
            final int sourcePort, final int destinationPort, final Slice payload, final Dissection dissection) {
        if (!dissectUdp(Math.min(sourcePort, destinationPort), payload, dissection)
                && !dissectUdp(Math.max(sourcePort, destinationPort), payload, dissection)) {
            DataDissector.dissect(payload, dissection);
        }
    }

    private static boolean dissectUdp(final int port, final Slice payload, final Dissection dissection) {
        if (port != MPLS_OVER_UDP) {
            return false;
        }
        MplsDissector.dissect(payload, dissection);
        return true;
    }

    static void dissectTcp(final Slice payload, final Dissection dissection) {
        DataDissector.dissect(payload, dissection);
    }
}
