package org.firsthop.node.host;

import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;

/**
 * A prefix that routers advertise: until when its addresses are on the link, and the host's own address in it (RFC 4861 section
 * 6.3.4, RFC 4862 section 5.5.3).
 */
final class AdvertisedPrefix {
    /** Below this a router that is not authenticated cannot bring the time that is left (RFC 4862 section 5.5.3 (e)). */
    private static final long TWO_HOURS_NS = 7_200_000_000_000L;

    final Ipv6Prefix prefix;
    boolean isOnLink;
    private long onLinkEndNs;

    /** The host's own, once a router has said that it may form one. */
    boolean hasAddress;

    final Ipv6Address address;
    private long preferredEndNs;
    private long validEndNs;

    /** How the address was given to the interface: 64 or 128 bits of prefix, 0 while it was not. */
    int installedLength;

    /** How often the host has worked since. */
    int turns;

    boolean hasRoute;

    AdvertisedPrefix(final Ipv6Prefix prefix, final long interfaceIdentifier) {
        this.prefix = prefix;
        address = new Ipv6Address(prefix.high(), interfaceIdentifier);
    }

    /** A router says for how long addresses of the prefix are on the link; 0: no more. */
    void onLink(final long seconds, final long nowNs) {
        isOnLink = seconds != 0;
        onLinkEndNs = Lifetime.end(seconds, nowNs);
    }

    /** A router says for how long an address is valid, and preferred (RFC 4862 section 5.5.3 (d) and (e)). */
    void autonomous(final long validSeconds, final long preferredSeconds, final long nowNs) {
        final long validNs = Lifetime.left(Lifetime.end(validSeconds, nowNs), nowNs);
        if (!hasAddress) {
            hasAddress = validSeconds != 0;
            validEndNs = Lifetime.end(validSeconds, nowNs);
        } else if (validNs > TWO_HOURS_NS || validNs > Lifetime.left(validEndNs, nowNs)) {
            validEndNs = Lifetime.end(validSeconds, nowNs);
        } else if (Lifetime.left(validEndNs, nowNs) > TWO_HOURS_NS) {
            validEndNs = nowNs + TWO_HOURS_NS;
        }
        preferredEndNs = Lifetime.end(preferredSeconds, nowNs);
    }

    /** Ends what is over. */
    void expire(final long nowNs) {
        isOnLink &= !Lifetime.isOver(onLinkEndNs, nowNs);
        hasAddress &= !Lifetime.isOver(validEndNs, nowNs);
    }

    boolean isDeprecated(final long nowNs) {
        return Lifetime.isOver(preferredEndNs, nowNs);
    }

    /** {@return whether nothing of it is left} */
    boolean isOver() {
        return !isOnLink && !hasAddress && !hasRoute && installedLength == 0;
    }

    long nextDeadline(final long nowNs) {
        long next = isOnLink ? onLinkEndNs : Lifetime.FOREVER;
        if (hasAddress) {
            next = Math.min(next, validEndNs);
            if (!isDeprecated(nowNs)) {
                next = Math.min(next, preferredEndNs);
            }
        }
        return next;
    }
}
