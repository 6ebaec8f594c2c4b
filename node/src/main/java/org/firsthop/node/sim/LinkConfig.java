package org.firsthop.node.sim;

/**
 * What a link does to frames, the same in both directions. Immutable.
 *
 * <pre>{@code
 * LinkConfig.ethernet().delay(5_000_000).rate(1_000_000_000).loss(0.01)
 * }</pre>
 *
 * @param delayNs nanoseconds from the last bit sent to the last bit received, at least 1.
 * @param bitsPerSecond that are sent; 0 for without limit.
 * @param mtu octets of the largest packet behind a link header; frames beyond it and a VLAN tag are dropped.
 * @param queueOctets of frames that may wait to be sent; what does not fit is refused.
 * @param loss probability that a frame vanishes, 0 to 1.
 * @param duplication probability that a frame arrives twice, 0 to 1.
 * @param reordering probability that a frame is held up, 0 to 1, so that later ones may overtake it.
 * @param holdNs the most nanoseconds for which a frame is held up; those before it in line are not.
 * @param corruption probability that bits of a frame are flipped, 0 to 1.
 */
public record LinkConfig(
        long delayNs,
        long bitsPerSecond,
        int mtu,
        int queueOctets,
        double loss,
        double duplication,
        double reordering,
        long holdNs,
        double corruption) {
    /** What {@link #bitsPerSecond} says of a link that sends in no time. */
    public static final long UNLIMITED = 0;

    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65_535;

    /**
     * Checks the ranges.
     *
     * @param delayNs as the record's.
     * @param bitsPerSecond as the record's.
     * @param mtu as the record's.
     * @param queueOctets as the record's.
     * @param loss as the record's.
     * @param duplication as the record's.
     * @param reordering as the record's.
     * @param holdNs as the record's.
     * @param corruption as the record's.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public LinkConfig {
        if (delayNs < 1 || bitsPerSecond < 0 || queueOctets < 0 || holdNs < 0) {
            throw new IllegalArgumentException(
                    "delayNs: value=" + delayNs + ", minimum=1; bitsPerSecond: value=" + bitsPerSecond
                            + ", queueOctets: value=" + queueOctets + ", holdNs: value=" + holdNs + ", minimum=0");
        }
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            throw new IllegalArgumentException("mtu: value=" + mtu + ", range=" + MIN_MTU + ".." + MAX_MTU);
        }
        probability("loss", loss);
        probability("duplication", duplication);
        probability("reordering", reordering);
        probability("corruption", corruption);
    }

    private static void probability(final String name, final double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": value=" + value + ", range=0..1");
        }
    }

    /** {@return a good link: 1 Gbit/s, 500 ns (100 m of cable), MTU 1,500, 256 KiB of queue, no faults} */
    public static LinkConfig ethernet() {
        return new LinkConfig(500, 1_000_000_000L, 1_500, 256 * 1_024, 0, 0, 0, 0, 0);
    }

    /**
     * As this, with another delay.
     *
     * @param nanos at least 1.
     * @return the configuration.
     */
    public LinkConfig delay(final long nanos) {
        return new LinkConfig(
                nanos, bitsPerSecond, mtu, queueOctets, loss, duplication, reordering, holdNs, corruption);
    }

    /**
     * As this, with another rate.
     *
     * @param bits a second; {@link #UNLIMITED} for no limit.
     * @return the configuration.
     */
    public LinkConfig rate(final long bits) {
        return new LinkConfig(delayNs, bits, mtu, queueOctets, loss, duplication, reordering, holdNs, corruption);
    }

    /**
     * As this, with another MTU.
     *
     * @param octets 68 to 65,535.
     * @return the configuration.
     */
    public LinkConfig mtu(final int octets) {
        return new LinkConfig(
                delayNs, bitsPerSecond, octets, queueOctets, loss, duplication, reordering, holdNs, corruption);
    }

    /**
     * As this, with another queue.
     *
     * @param octets that may wait, at least 0.
     * @return the configuration.
     */
    public LinkConfig queue(final int octets) {
        return new LinkConfig(delayNs, bitsPerSecond, mtu, octets, loss, duplication, reordering, holdNs, corruption);
    }

    /**
     * As this, with losses.
     *
     * @param probability 0 to 1.
     * @return the configuration.
     */
    public LinkConfig loss(final double probability) {
        return new LinkConfig(
                delayNs, bitsPerSecond, mtu, queueOctets, probability, duplication, reordering, holdNs, corruption);
    }

    /**
     * As this, with duplicates.
     *
     * @param probability 0 to 1.
     * @return the configuration.
     */
    public LinkConfig duplication(final double probability) {
        return new LinkConfig(
                delayNs, bitsPerSecond, mtu, queueOctets, loss, probability, reordering, holdNs, corruption);
    }

    /**
     * As this, with frames held up.
     *
     * @param probability 0 to 1.
     * @param mostNanos for which a frame is held up, at least 0.
     * @return the configuration.
     */
    public LinkConfig reordering(final double probability, final long mostNanos) {
        return new LinkConfig(
                delayNs, bitsPerSecond, mtu, queueOctets, loss, duplication, probability, mostNanos, corruption);
    }

    /**
     * As this, with damage.
     *
     * @param probability 0 to 1.
     * @return the configuration.
     */
    public LinkConfig corruption(final double probability) {
        return new LinkConfig(
                delayNs, bitsPerSecond, mtu, queueOctets, loss, duplication, reordering, holdNs, probability);
    }
}
