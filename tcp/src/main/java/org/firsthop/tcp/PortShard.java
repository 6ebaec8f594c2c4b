package org.firsthop.tcp;

/**
 * Tells which connections are an engine's own, where several engines share an address: the function that steers received
 * packets to engines, asked the other way round.
 *
 * <p>An active open takes only a port for which this says yes, so that the answers come to the engine that asks.
 */
@FunctionalInterface
public interface PortShard {
    /** Every connection is the engine's own. */
    PortShard ALL = (localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort) -> true;

    /**
     * Tells whether a connection's packets come to this engine.
     *
     * @param localHigh high 64 bits of the local address.
     * @param localLow low 64 bits of the local address.
     * @param localPort 1 to 65,535.
     * @param remoteHigh high 64 bits of the remote address.
     * @param remoteLow low 64 bits of the remote address.
     * @param remotePort 1 to 65,535.
     * @return whether they do.
     */
    boolean isOwn(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort);
}
