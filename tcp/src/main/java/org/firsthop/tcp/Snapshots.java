package org.firsthop.tcp;

import org.firsthop.core.memory.Memory;

/** Fills a {@link TcpInfo} from a connection. */
final class Snapshots {
    private Snapshots() {}

    static void take(final EngineState state, final Connections connections, final long tcb, final TcpInfo into) {
        into.state = TcpState.of(Tcb.state(tcb));
        into.passive = Tcb.is(tcb, Tcb.PASSIVE);
        into.localHigh = Memory.nativeLong(null, tcb);
        into.localLow = Memory.nativeLong(null, tcb + 8);
        into.remoteHigh = Memory.nativeLong(null, tcb + 16);
        into.remoteLow = Memory.nativeLong(null, tcb + 24);
        into.localPort = Memory.nativeInt(null, tcb + 32) >>> 16;
        into.remotePort = Memory.nativeInt(null, tcb + 32) & 0xFFFF;
        into.sndUna = Tcb.sndUna(tcb);
        into.sndNxt = Tcb.sndNxt(tcb);
        into.sndWnd = Tcb.sndWnd(tcb);
        into.rcvNxt = Tcb.rcvNxt(tcb);
        into.rcvWnd = Tcb.rcvWnd(tcb);
        into.sndShift = Tcb.sndShift(tcb);
        into.rcvShift = Tcb.rcvShift(tcb);
        into.sndMss = Tcb.sndMss(tcb);
        into.sack = Tcb.is(tcb, Tcb.SACK_OK);
        into.timestamps = Tcb.is(tcb, Tcb.TIMESTAMPS_OK);
        into.ecn = Tcb.is(tcb, Tcb.ECN_OK);
        into.srttMicros = Tcb.srtt(tcb);
        into.rttvarMicros = Tcb.rttvar(tcb);
        into.rtoMicros = Tcb.rto(tcb) * 1_000;
        into.cwnd = Tcb.cwnd(tcb);
        into.ssthresh = Tcb.ssthresh(tcb);
        into.sendQueued =
                Tcb.sendBlock(tcb) == Rings.NONE ? 0 : SendState.length(state.rings.header(Tcb.sendBlock(tcb)));
        into.receiveQueued = connections.unread(tcb);
        into.retransmissions = Tcb.is(tcb, Tcb.QUEUED) ? 0 : Tcb.retransmissions(tcb);
        into.retries = Tcb.retries(tcb);
    }
}
