package org.firsthop.forwarding.bridge;

import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;

/**
 * Sends each frame where its destination is (IEEE 802.1Q section 8.6): to one port when the station is known, else a copy to
 * every other port of the VLAN.
 *
 * <p>A frame never leaves by the port that it came in by, nor by one of the same isolation group. Of a flooded frame the last
 * port gets the frame itself and the others copies from the pool, counted as originated; a copy for which the pool has no
 * frame is counted in {@link #missedCopies()}.
 */
public final class BridgeForward extends Stage {
    /** The destination is on the link that the frame came from: its station has seen the frame (section 8.6.1). */
    public static final DropReason SAME_PORT = DropReason.declare(
            "BRIDGE_SAME_PORT", Severity.INFO, "the destination is at the port that the frame came in by");

    /** The destination's port and the port it came in by are in one isolation group: the operator's policy. */
    public static final DropReason ISOLATED = DropReason.declare(
            "BRIDGE_ISOLATED", Severity.INFO, "source and destination are at ports of one isolation group");

    /** The destination was learned at a port that does not carry its VLAN (section 8.6.4). Who set up the ports. */
    public static final DropReason VLAN_NOT_CARRIED = DropReason.declare(
            "BRIDGE_VLAN_NOT_CARRIED", Severity.WARNING, "the destination's port does not carry the frame's VLAN");

    /** There is no other port in the VLAN to flood a frame to. */
    public static final DropReason NOWHERE_TO_FLOOD =
            DropReason.declare("BRIDGE_NOWHERE_TO_FLOOD", Severity.INFO, "no other port may get the frame");

    /** More broadcasts than the port's limit. Whoever sends them. */
    public static final DropReason BROADCAST_STORM = DropReason.declare(
            "BRIDGE_BROADCAST_STORM", Severity.WARNING, "the port's limit of broadcasts is exceeded");

    /** More multicasts than the port's limit. Whoever sends them. */
    public static final DropReason MULTICAST_STORM = DropReason.declare(
            "BRIDGE_MULTICAST_STORM", Severity.WARNING, "the port's limit of multicasts is exceeded");

    /** More frames to unknown stations than the port's limit. Whoever sends them. */
    public static final DropReason UNKNOWN_UNICAST_STORM = DropReason.declare(
            "BRIDGE_UNKNOWN_UNICAST_STORM", Severity.WARNING, "the port's limit of unknown destinations is exceeded");

    private static final int CHUNK = FrameBatch.DEFAULT_CAPACITY;

    private final PortTable ports;
    private final MacTable stations;
    private final StormLimit limits;
    private final Output[] outputs;
    private final int[] targets = new int[CHUNK];
    private long missedCopies;
    private long flooded;

    BridgeForward(
            final PortTable ports, final MacTable stations, final StormLimit limits, final FrameAllocator frames) {
        super("bridge-forward", frames);
        this.ports = ports;
        this.stations = stations;
        this.limits = limits;
        outputs = new Output[ports.size()];
        for (int port = 0; port < outputs.length; port++) {
            outputs[port] = output("port-" + port);
        }
    }

    /**
     * Where frames for a port go.
     *
     * @param port its index.
     * @return the output.
     */
    public Output to(final int port) {
        return outputs[port];
    }

    /** {@return copies that were not made because the pool was empty: its operator should enlarge it} */
    public long missedCopies() {
        return missedCopies;
    }

    /** {@return frames that were sent to every port of their VLAN, whatever the number of copies} */
    public long flooded() {
        return flooded;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final int[] frames = batch.frames();
        for (int from = 0, size = batch.size(); from < size; from += CHUNK) {
            final int count = Math.min(CHUNK, size - from);
            lookup(frames, from, count);
            for (int i = 0; i < count; i++) {
                forward(frames[from + i], targets[i], nowNs);
            }
        }
    }

    /** Looks all stations up before any frame is sent, so that the waits for memory overlap. */
    private void lookup(final int[] frames, final int from, final int count) {
        final FramePool pool = pool();
        for (int i = 0; i < count; i++) {
            final int frame = frames[from + i];
            final long destination = destination(frame);
            targets[i] = MacAddress.isMulticast(destination)
                    ? MacTable.UNKNOWN
                    : stations.find(TagControl.vid(TagControl.of(pool, frame)), destination);
        }
    }

    private void forward(final int frame, final int target, final long nowNs) {
        final int ingress = pool().ingress(frame);
        if (target == MacTable.UNKNOWN) {
            final DropReason reason = storm(frame, ingress, nowNs);
            if (reason == DropReason.NONE) {
                flood(frame, ingress);
            } else {
                drop(frame, reason);
            }
        } else if (target == ingress) {
            drop(frame, SAME_PORT);
        } else if (ports.areIsolated(ingress, target)) {
            drop(frame, ISOLATED);
        } else if (!ports.carries(target, TagControl.vid(TagControl.of(pool(), frame)))) {
            drop(frame, VLAN_NOT_CARRIED);
        } else {
            if (isTraced(frame)) {
                note(frame, name() + ": forwarded to " + outputs[target].name());
            }
            outputs[target].send(frame);
        }
    }

    private DropReason storm(final int frame, final int ingress, final long nowNs) {
        final long destination = destination(frame);
        if (destination == MacAddress.BROADCAST) {
            return limits.admits(ingress, StormLimit.BROADCAST, nowNs) ? DropReason.NONE : BROADCAST_STORM;
        }
        if (MacAddress.isMulticast(destination)) {
            return limits.admits(ingress, StormLimit.MULTICAST, nowNs) ? DropReason.NONE : MULTICAST_STORM;
        }
        return limits.admits(ingress, StormLimit.UNKNOWN_UNICAST, nowNs) ? DropReason.NONE : UNKNOWN_UNICAST_STORM;
    }

    private void flood(final int frame, final int ingress) {
        final int vlan = TagControl.vid(TagControl.of(pool(), frame));
        int last = MacTable.UNKNOWN;
        int copies = 0;
        for (int port = 0; port < outputs.length; port++) {
            if (port != ingress && ports.carries(port, vlan) && !ports.areIsolated(ingress, port)) {
                if (last != MacTable.UNKNOWN) {
                    sendCopy(frame, last);
                    copies++;
                }
                last = port;
            }
        }
        if (last == MacTable.UNKNOWN) {
            drop(frame, NOWHERE_TO_FLOOD);
            return;
        }
        if (isTraced(frame)) {
            note(frame, name() + ": flooded to " + (copies + 1) + " ports of VLAN " + vlan);
        }
        flooded++;
        outputs[last].send(frame);
    }

    private void sendCopy(final int frame, final int port) {
        final int copy = frames().allocate();
        if (copy == FramePool.NO_FRAME) {
            missedCopies++;
            return;
        }
        pool().copy(frame, copy, pool());
        originate(copy, outputs[port]);
    }

    private long destination(final int frame) {
        return Memory.i64(null, pool().address(frame)) >>> 16;
    }
}
