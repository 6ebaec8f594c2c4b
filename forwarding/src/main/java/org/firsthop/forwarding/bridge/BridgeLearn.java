package org.firsthop.forwarding.bridge;

import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.TimedStage;
import org.firsthop.core.wire.EthernetFlyweight;

/** Records by which port each frame's source is heard (IEEE 802.1Q section 8.7), and forgets the silent (section 8.8.3). */
public final class BridgeLearn extends TimedStage {
    /** Where all frames go. */
    public final Output forward = output("forward");

    private final MacTable stations;

    BridgeLearn(final MacTable stations, final FrameAllocator frames) {
        super("bridge-learn", frames);
        this.stations = stations;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        stations.advance(nowNs);
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final long source = Memory.i64(null, pool.address(frame) + EthernetFlyweight.SOURCE_OFFSET) >>> 16;
            final int vlan = TagControl.vid(TagControl.of(pool, frame));
            final MacTable.Outcome outcome = stations.learn(vlan, source, pool.ingress(frame));
            if (outcome != MacTable.Outcome.KNOWN && isTraced(frame)) {
                note(
                        frame,
                        MacAddress.toString(source) + " in VLAN " + vlan + " at port " + pool.ingress(frame) + ": "
                                + outcome.text());
            }
            forward.send(frame);
        }
    }

    @Override
    protected int poll(final long nowNs) {
        return stations.expire(nowNs);
    }

    @Override
    protected long nextDeadline() {
        return stations.nextDeadline();
    }
}
