package org.firsthop.forwarding.advertise;

import java.util.SplittableRandom;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.neighbor.Link;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.jspecify.annotations.Nullable;

/** A link that is advertised on, and when it is heard of next: one timer, whoever asks (RFC 4861 sections 6.2.4 and 6.2.6). */
final class Advertising {
    /** MAX_INITIAL_RTR_ADVERTISEMENTS (RFC 4861 section 10). */
    private static final int INITIAL_COUNT = 3;

    private static final long SECOND_NS = 1_000_000_000L;

    /** MAX_INITIAL_RTR_ADVERT_INTERVAL (RFC 4861 section 10). */
    private static final long INITIAL_INTERVAL_NS = 16 * SECOND_NS;

    /** MAX_RA_DELAY_TIME (RFC 4861 section 10). */
    private static final long ANSWER_DELAY_NS = SECOND_NS / 2;

    /** MIN_DELAY_BETWEEN_RAS (RFC 4861 section 10). */
    private static final long MIN_DELAY_NS = 3 * SECOND_NS;

    /** How soon it is tried again where there is no address to speak from yet, or no frame. */
    private static final long RETRY_NS = SECOND_NS;

    final Link link;
    final AdvertisementConfig config;
    private final SplittableRandom random;
    private int initialLeft = INITIAL_COUNT;
    private boolean hasBegun;
    private boolean hasSent;
    private boolean hasCeased;
    private long lastNs;
    private long nextNs;

    Advertising(final Link link, final AdvertisementConfig config, final SplittableRandom random) {
        this.link = link;
        this.config = config;
        this.random = random;
    }

    /** Begins at the first call: links do not speak all at once. */
    void begin(final long nowNs) {
        if (!hasBegun) {
            hasBegun = true;
            nextNs = nowNs + random.nextLong(ANSWER_DELAY_NS);
        }
    }

    boolean isDue(final long nowNs) {
        return hasBegun && !hasCeased && nextNs - nowNs <= 0;
    }

    /** {@return when something is due; {@link Long#MAX_VALUE} when nothing is} */
    long deadline(final long nowNs) {
        if (!hasBegun) {
            return nowNs;
        }
        return hasCeased ? Long.MAX_VALUE : nextNs;
    }

    /** Somebody asks: the next advertisement comes within half a second, but not within three of the last one. */
    void solicited(final long nowNs) {
        final long delay = random.nextLong(ANSWER_DELAY_NS);
        final boolean isTooSoon = hasSent && nowNs + delay - (lastNs + MIN_DELAY_NS) < 0;
        final long answerNs = isTooSoon ? lastNs + MIN_DELAY_NS + delay : nowNs + delay;
        if (hasBegun && answerNs - nextNs < 0) {
            nextNs = answerNs;
        }
    }

    /** The timer begins anew, with jitter, so that routers do not fall into step. */
    void sent(final long nowNs) {
        hasSent = true;
        lastNs = nowNs;
        final long shortest = config.minIntervalNs();
        long interval = shortest + random.nextLong(config.maxIntervalNs() - shortest + 1);
        if (initialLeft > 0) {
            initialLeft--;
            interval = initialLeft > 0 ? Math.min(interval, INITIAL_INTERVAL_NS) : interval;
        }
        nextNs = nowNs + interval;
    }

    void notSent(final long nowNs) {
        nextNs = nowNs + RETRY_NS;
    }

    /** Never speaks again; {@return whether it has spoken, so that hosts are to hear of the end} */
    boolean cease() {
        final boolean wasHeard = hasSent && !hasCeased;
        hasCeased = true;
        return wasHeard;
    }

    /** RFC 4861 section 4.2: an advertisement's source is a link-local address, one that is not asked for any more. */
    @Nullable
    LocalAddress source() {
        for (int i = 0; i < link.addressCount(); i++) {
            final LocalAddress address = link.address(i);
            if (address.state() == LocalAddress.State.PREFERRED && Ipv6Address.isLinkLocal(address.high())) {
                return address;
            }
        }
        return null;
    }
}
