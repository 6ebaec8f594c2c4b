package org.firsthop.tcp;

import org.firsthop.core.hash.SipHash;
import org.firsthop.tcp.table.FlowHash;
import org.firsthop.tcp.table.FlowKey;

/**
 * All that must not be guessed, computed from the secret the engine was built with: initial sequence numbers, offsets of
 * timestamps, cookies and ephemeral ports.
 *
 * <p>SipHash-1-3 is the function, under a key of its own for each use. Nothing here has a state, so that equal secrets and
 * equal inputs give equal packets.
 */
final class Secrets {
    /** Nanoseconds of a tick of the ISN's clock (RFC 9293 section 3.4.1, MUST-8). */
    private static final long ISN_TICK = 4_000;

    private final SipHash isn;
    private final SipHash cookie;
    private final SipHash port;
    private final FlowHash flow;

    Secrets(final long k0, final long k1) {
        final SipHash derive = SipHash.sipHash24(k0, k1);
        this.isn = SipHash.sipHash13(derive.hash(0), derive.hash(1));
        this.cookie = SipHash.sipHash13(derive.hash(2), derive.hash(3));
        this.port = SipHash.sipHash13(derive.hash(4), derive.hash(5));
        this.flow = new FlowHash(derive.hash(6), derive.hash(7));
    }

    /** {@return the hash under which the connections' index is built} */
    FlowHash flowHash() {
        return flow;
    }

    /**
     * The connection's own bits, F() of RFC 6528 section 3, in the low half, and the offset of its timestamps in the high
     * one. They are the same for every incarnation of a four-tuple, so that both ISN and timestamps grow from one to the
     * next (RFC 6191).
     */
    long connectionBits(final FlowKey key) {
        return key.isIpv4()
                ? isn.hash((key.localLow() << 32) | (key.remoteLow() & 0xFFFF_FFFFL), key.ports())
                : isn.hash(key.localHigh(), key.localLow(), key.remoteHigh(), key.remoteLow(), key.ports());
    }

    /** ISN = M + F(localip, localport, remoteip, remoteport, secretkey) (RFC 6528 section 3, RFC 9293 SHLD-1). */
    static int isn(final long connectionBits, final long nowNs) {
        return (int) Math.floorDiv(nowNs, ISN_TICK) + (int) connectionBits;
    }

    /** {@return the offset of the connection's timestamps (RFC 7323 section 5.4)} */
    static int timestampOffset(final long connectionBits) {
        return (int) (connectionBits >>> 32);
    }

    /** {@return 32 bits that only this engine can compute for a connection, the peer's ISS and a period} */
    int cookieBits(final FlowKey key, final int irs, final int period) {
        final long portsAndIrs = ((long) irs << 32) | (key.ports() & 0xFFFF_FFFFL);
        if (key.isIpv4()) {
            return (int) cookie.hash((key.localLow() << 32) | (key.remoteLow() & 0xFFFF_FFFFL), portsAndIrs, period);
        }
        final long remote = cookie.hash(key.remoteHigh(), key.remoteLow(), period);
        return (int) cookie.hash(key.localHigh(), key.localLow(), remote, portsAndIrs);
    }

    /** {@return F and G of RFC 6056 section 3.3.4 in the two halves: of both addresses and the remote port} */
    long portBits(final FlowKey key) {
        return port.hash(key.localHigh(), key.localLow(), key.remoteHigh(), key.remoteLow(), key.remotePort());
    }

    /** {@return a step of 1 to 8 to a next port, not to be foreseen (RFC 6056 section 3.3.5)} */
    int portStep(final long portBits, final int count) {
        return 1 + (int) (port.hash(portBits, count) & 7);
    }
}
