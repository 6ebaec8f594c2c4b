package org.firsthop.core.port;

/**
 * What has gone through a port, as {@code ip -s link} shows it; but for collisions, of which links that carry both ways at once
 * have none, and the groups among what came in, which those count who read destinations.
 *
 * <p>One thread writes; others may read at any time and see, for each field, a value that was current at some moment.
 */
public final class PortCounters {
    private long receivedFrames;
    private long receivedOctets;
    private long receivedDropped;
    private long receivedErrors;
    private long receivedMissed;
    private long transmittedFrames;
    private long transmittedOctets;
    private long transmittedRefused;
    private long transmittedFailed;
    private long transmittedWithoutCarrier;

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
     * Counts frames that came in but found no free frame.
     *
     * @param frames to add.
     */
    public void receivedDropped(final long frames) {
        receivedDropped += frames;
    }

    /**
     * Counts frames that came in but cannot be taken as they are: longer than a slot, cut short, or damaged.
     *
     * @param frames to add.
     */
    public void receivedErrors(final long frames) {
        receivedErrors += frames;
    }

    /**
     * Counts frames that the system or the device has lost, because nobody took those before them soon enough.
     *
     * @param frames to add.
     */
    public void receivedMissed(final long frames) {
        receivedMissed += frames;
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
     * Counts frames that the port took, but the system did not send because the link is down.
     *
     * @param frames to add.
     */
    public void transmittedWithoutCarrier(final long frames) {
        transmittedWithoutCarrier += frames;
    }

    /**
     * Counts frames that the port took, but the system did not send for another reason, such as that they are longer than the link
     * carries.
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

    /** {@return frames that came in but found no free frame} */
    public long receivedDropped() {
        return receivedDropped;
    }

    /** {@return frames that came in but could not be taken as they were} */
    public long receivedErrors() {
        return receivedErrors;
    }

    /** {@return frames that were lost before the port could take them} */
    public long receivedMissed() {
        return receivedMissed;
    }

    /** {@return frames that came to the interface and were not taken, for whatever reason} */
    public long receivedLost() {
        return receivedDropped + receivedErrors + receivedMissed;
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

    /** {@return frames that the port took, but the system did not send because the link was down} */
    public long transmittedWithoutCarrier() {
        return transmittedWithoutCarrier;
    }

    /** {@return frames that the port took, but the system did not send for another reason} */
    public long transmittedFailed() {
        return transmittedFailed;
    }
}
