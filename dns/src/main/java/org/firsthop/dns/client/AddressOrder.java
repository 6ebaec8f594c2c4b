package org.firsthop.dns.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.firsthop.core.address.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a host tries a name's addresses (RFC 6724 section 6), from what address it would use itself for each.
 *
 * <p>Rules 1, 2, 5, 6, 8 and 9 are obeyed, with the policy table of section 2.1; rules 3, 4 and 7 need what no system tells an
 * application: whether an address is deprecated, a home address, or behind a tunnel. IPv4 addresses are IPv4-mapped. Where all
 * rules leave two addresses equal, they stay as they came (rule 10). Immutable, and free for any thread if its function is.
 */
public final class AddressOrder {
    private static final int LINK_LOCAL = 0x2;
    private static final int SITE_LOCAL = 0x5;
    private static final int GLOBAL = 0xE;
    private static final int IPV4_PREFIX = 0xFFFF;
    private static final int IPV6_BITS_OF_PREFIX = 64;

    /** Rows of the policy table: prefix (upper and lower half), length, precedence, label. The longest prefix holds. */
    private static final long[][] POLICY = {
        {0, 1, 128, 50, 0},
        {0, (long) IPV4_PREFIX << 32, 96, 35, 4},
        {0, 0, 96, 1, 3},
        {0x2001_0000_0000_0000L, 0, 32, 5, 5},
        {0x2002_0000_0000_0000L, 0, 16, 30, 2},
        {0x3FFE_0000_0000_0000L, 0, 16, 1, 12},
        {0xFEC0_0000_0000_0000L, 0, 10, 1, 11},
        {0xFC00_0000_0000_0000L, 0, 7, 3, 13},
        {0, 0, 0, 40, 1},
    };

    private static final int PRECEDENCE = 3;
    private static final int LABEL = 4;

    private final Function<Ipv6Address, @Nullable Ipv6Address> sources;

    /**
     * An order.
     *
     * @param sources gives the address from which this host would send to another, or {@code null} where it could not.
     */
    public AddressOrder(final Function<Ipv6Address, @Nullable Ipv6Address> sources) {
        this.sources = sources;
    }

    private record Candidate(Ipv6Address address, @Nullable Ipv6Address source) {}

    /**
     * Sorts addresses.
     *
     * @param addresses in the order in which they came.
     * @return those to be tried first, first.
     */
    public List<Ipv6Address> sort(final List<Ipv6Address> addresses) {
        final List<Candidate> candidates = new ArrayList<>();
        for (final Ipv6Address address : addresses) {
            candidates.add(new Candidate(address, sources.apply(address)));
        }
        // The sort is stable, which is rule 10.
        candidates.sort(AddressOrder::compare);
        return candidates.stream().map(Candidate::address).toList();
    }

    private static int compare(final Candidate a, final Candidate b) {
        final Ipv6Address sourceA = a.source;
        final Ipv6Address sourceB = b.source;
        if (sourceA == null || sourceB == null) {
            // Rule 1: avoid unusable destinations.
            return Boolean.compare(sourceA == null, sourceB == null);
        }
        // Rule 2: prefer matching scope.
        int order = Boolean.compare(scope(sourceB) == scope(b.address), scope(sourceA) == scope(a.address));
        if (order != 0) {
            return order;
        }
        // Rule 5: prefer matching label.
        order = Boolean.compare(
                policy(sourceB, LABEL) == policy(b.address, LABEL), policy(sourceA, LABEL) == policy(a.address, LABEL));
        if (order != 0) {
            return order;
        }
        // Rule 6: prefer higher precedence.
        order = Long.compare(policy(b.address, PRECEDENCE), policy(a.address, PRECEDENCE));
        if (order != 0) {
            return order;
        }
        // Rule 8: prefer smaller scope.
        order = Integer.compare(scope(a.address), scope(b.address));
        if (order != 0) {
            return order;
        }
        // Rule 9: use longest matching prefix, within a family; of IPv4 it says nothing that servers' round robin
        // should yield to.
        if (a.address.isIpv4Mapped() || b.address.isIpv4Mapped()) {
            return 0;
        }
        return Integer.compare(common(b.address, sourceB), common(a.address, sourceA));
    }

    /** Leading bits in common, of the first 64 (section 2.2). */
    private static int common(final Ipv6Address one, final Ipv6Address other) {
        return Math.min(IPV6_BITS_OF_PREFIX, Long.numberOfLeadingZeros(one.high() ^ other.high()));
    }

    /** RFC 4291 section 2.7 for multicast; RFC 6724 sections 3.1 and 3.2 for others. */
    private static int scope(final Ipv6Address address) {
        if (address.isIpv4Mapped()) {
            final int ipv4 = (int) address.low();
            return ipv4 >>> 24 == 127 || ipv4 >>> 16 == 0xA9FE ? LINK_LOCAL : GLOBAL;
        }
        final int top = (int) (address.high() >>> 48);
        if (top >>> 8 == 0xFF) {
            return top & 0xF;
        }
        if ((top & 0xFFC0) == 0xFE80 || (address.high() == 0 && address.low() == 1)) {
            return LINK_LOCAL;
        }
        return (top & 0xFFC0) == 0xFEC0 ? SITE_LOCAL : GLOBAL;
    }

    private static long policy(final Ipv6Address address, final int column) {
        for (final long[] row : POLICY) {
            if (matches(address, row[0], row[1], (int) row[2])) {
                return row[column];
            }
        }
        throw new AssertionError("the last row holds for all");
    }

    private static boolean matches(final Ipv6Address address, final long high, final long low, final int length) {
        if (length == 0) {
            return true;
        }
        if (length <= Long.SIZE) {
            return (address.high() ^ high) >>> (Long.SIZE - length) == 0;
        }
        return address.high() == high && (address.low() ^ low) >>> (2 * Long.SIZE - length) == 0;
    }
}
