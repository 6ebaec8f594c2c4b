package org.firsthop.tcp;

/**
 * What {@link TcpEngine#snapshot} tells of a connection: a holder of values, reused by whoever owns it.
 *
 * <p>Sequence numbers are 32 bits as on the wire; times are in microseconds, windows and rings in octets.
 */
public final class TcpInfo {
    /** The state. */
    public TcpState state = TcpState.CLOSED;
    /** Whether the open was passive. */
    public boolean passive;
    /** High 64 bits of the local address. */
    public long localHigh;
    /** Low 64 bits of the local address. */
    public long localLow;
    /** Local port. */
    public int localPort;
    /** High 64 bits of the remote address. */
    public long remoteHigh;
    /** Low 64 bits of the remote address. */
    public long remoteLow;
    /** Remote port. */
    public int remotePort;
    /** SND.UNA. */
    public int sndUna;
    /** SND.NXT. */
    public int sndNxt;
    /** SND.WND, scaled. */
    public int sndWnd;
    /** RCV.NXT. */
    public int rcvNxt;
    /** RCV.WND. */
    public int rcvWnd;
    /** Snd.Wind.Shift. */
    public int sndShift;
    /** Rcv.Wind.Shift. */
    public int rcvShift;
    /** The most octets of data in a segment to the peer. */
    public int sndMss;
    /** Whether SACK was negotiated. */
    public boolean sack;
    /** Whether timestamps were negotiated. */
    public boolean timestamps;
    /** Whether ECN was negotiated. */
    public boolean ecn;
    /** Smoothed round-trip time, 0 before the first measurement. */
    public int srttMicros;
    /** Variation of the round-trip time. */
    public int rttvarMicros;
    /** Retransmission timeout. */
    public int rtoMicros;
    /** Congestion window. */
    public int cwnd;
    /** Slow start threshold. */
    public int ssthresh;
    /** Octets that wait to be sent or acknowledged. */
    public int sendQueued;
    /** Octets that wait to be read. */
    public int receiveQueued;
    /** Segments sent again. */
    public int retransmissions;
    /** How often the oldest outstanding segment was sent again. */
    public int retries;

    /** An empty snapshot. */
    public TcpInfo() {}

    @Override
    public String toString() {
        return state + " una=" + Integer.toUnsignedString(sndUna) + " nxt=" + Integer.toUnsignedString(sndNxt) + " wnd="
                + sndWnd + " rcv=" + Integer.toUnsignedString(rcvNxt) + "+" + rcvWnd + " mss=" + sndMss + " wscale="
                + sndShift + "," + rcvShift + " rtt=" + srttMicros + "/" + rttvarMicros + " rto=" + rtoMicros + " cwnd="
                + cwnd + " ssthresh=" + ssthresh + " sendq=" + sendQueued + " recvq=" + receiveQueued + " retrans="
                + retransmissions;
    }
}
