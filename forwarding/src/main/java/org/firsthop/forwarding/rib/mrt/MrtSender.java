package org.firsthop.forwarding.rib.mrt;

/**
 * Who sent a route, and as which of its routes to the prefix.
 *
 * @param peer that sent it.
 * @param pathId the path identifier (RFC 7911), 0 to 4,294,967,295; 0 where there is none.
 */
public record MrtSender(MrtPeer peer, long pathId) {
    /**
     * Checks the range.
     *
     * @param peer that sent it.
     * @param pathId the path identifier.
     * @throws IllegalArgumentException when the identifier is outside its range.
     */
    public MrtSender {
        if (pathId < 0 || pathId > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("pathId: value=" + pathId + ", limit=" + 0xFFFF_FFFFL);
        }
    }
}
