package org.firsthop.core.port;

/**
 * What has gone through a port, as {@code ip -s link} shows it.
 *
 * <p>One thread writes; others may read at any time and see, for each field, a value that was current at some moment.
 */
public final class PortCounters {
    private long receivedFrames;
    private long receivedOctets;
    private long receivedDropped;
    private long transmittedFrames;
    private long transmittedOctets;
    private long transmittedRefused;
    private long transmittedFailed;

    /** Counters that all begin at zero. */
    public PortCounters() {}

    /**
     * Counts frames that came in.
     *
     * @param frames to add.
     * @param octets to add, link headers included.
     */
    public void received(final long frames, final long octets) {
        receivedFrames += frames;
        receivedOctets += octets;
    }

    /**
     * Counts frames that came in but found no room: no free frame, or a frame longer than a slot.
     *
     * @param frames to add.
     */
    public void receivedDropped(final long frames) {
        receivedDropped += frames;
    }

    /**
     * Counts frames that were sent.
     *
     * @param frames to add.
     * @param octets to add, link headers included.
     */
    public void transmitted(final long frames, final long octets) {
        transmittedFrames += frames;
        transmittedOctets += octets;
    }

    /**
     * Counts frames that the port did not take.
     *
     * @param frames to add.
     */
    public void transmittedRefused(final long frames) {
        transmittedRefused += frames;
    }

    /**
     * Counts frames that the port took, but the system did not send: longer than the link carries, or the link is down.
     *
     * @param frames to add.
     */
    public void transmittedFailed(final long frames) {
        transmittedFailed += frames;
    }

    /** {@return frames that came in} */
    public long receivedFrames() {
        return receivedFrames;
    }

    /** {@return octets of the frames that came in} */
    public long receivedOctets() {
        return receivedOctets;
    }

    /** {@return frames that came in but found no room} */
    public long receivedDropped() {
        return receivedDropped;
    }

    /** {@return frames that were sent} */
    public long transmittedFrames() {
        return transmittedFrames;
    }

    /** {@return octets of the frames that were sent} */
    public long transmittedOctets() {
        return transmittedOctets;
    }

    /** {@return frames that the port did not take, because its queue was full} */
    public long transmittedRefused() {
        return transmittedRefused;
    }

    /** {@return frames that the port took, but the system did not send} */
    public long transmittedFailed() {
        return transmittedFailed;
    }
}
