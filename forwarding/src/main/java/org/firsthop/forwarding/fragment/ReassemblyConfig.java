package org.firsthop.forwarding.fragment;

import java.util.concurrent.TimeUnit;

/** The bounds of reassembly: filled before the node is wired, read from then on. */
public final class ReassemblyConfig {
    private static final int MAX_DATAGRAM = 65_535;

    private int datagrams = 256;
    private int datagramsPerSource = 32;
    private int fragmentsPerDatagram = 128;
    private int heldFrames = 512;
    private int longestDatagram = MAX_DATAGRAM;
    private long timeoutNs = TimeUnit.SECONDS.toNanos(60);

    /** The values that the setters name as defaults. */
    public ReassemblyConfig() {}

    /**
     * Sets how many datagrams may be incomplete at once; 256 by default.
     *
     * @param count at least 1.
     * @return this.
     */
    public ReassemblyConfig datagrams(final int count) {
        datagrams = positive("datagrams", count);
        return this;
    }

    /**
     * Sets how many datagrams of one source may be incomplete at once, where an IPv6 source is a /64; 32 by default.
     *
     * @param count at least 1.
     * @return this.
     */
    public ReassemblyConfig datagramsPerSource(final int count) {
        datagramsPerSource = positive("datagramsPerSource", count);
        return this;
    }

    /**
     * Sets how many fragments a datagram may come in; 128 by default.
     *
     * @param count at least 1.
     * @return this.
     */
    public ReassemblyConfig fragmentsPerDatagram(final int count) {
        fragmentsPerDatagram = positive("fragmentsPerDatagram", count);
        return this;
    }

    /**
     * Sets how many frames may be held; 512 by default, and never more than a quarter of the pool.
     *
     * @param count at least 1.
     * @return this.
     */
    public ReassemblyConfig heldFrames(final int count) {
        heldFrames = positive("heldFrames", count);
        return this;
    }

    /**
     * Sets the length up to which datagrams are put together that are longer than a frame of the pool, such as long echo requests;
     * 65,535 octets by default. Each worker takes so much memory when the first of them is whole.
     *
     * @param octets of a datagram's data, without headers, 0 to 65,535; with 0 none is put together that is longer than a frame.
     * @return this.
     */
    public ReassemblyConfig longestDatagram(final int octets) {
        if (octets < 0 || octets > MAX_DATAGRAM) {
            throw new IllegalArgumentException("longestDatagram: value=" + octets + ", range=0.." + MAX_DATAGRAM);
        }
        longestDatagram = octets;
        return this;
    }

    /**
     * Sets how long a datagram may take from its first fragment on (RFC 1122 section 3.3.2, RFC 8200 section 4.5); 60 seconds
     * by default.
     *
     * @param nanos at least 1.
     * @return this.
     */
    public ReassemblyConfig timeoutNs(final long nanos) {
        if (nanos < 1) {
            throw new IllegalArgumentException("timeoutNs: value=" + nanos + ", minimum=1");
        }
        timeoutNs = nanos;
        return this;
    }

    int datagrams() {
        return datagrams;
    }

    int datagramsPerSource() {
        return datagramsPerSource;
    }

    int fragmentsPerDatagram() {
        return fragmentsPerDatagram;
    }

    int heldFrames() {
        return heldFrames;
    }

    int longestDatagram() {
        return longestDatagram;
    }

    long timeoutNs() {
        return timeoutNs;
    }

    private static int positive(final String name, final int count) {
        if (count < 1) {
            throw new IllegalArgumentException(name + ": value=" + count + ", minimum=1");
        }
        return count;
    }
}
