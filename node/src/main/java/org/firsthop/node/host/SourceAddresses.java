package org.firsthop.node.host;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.firsthop.core.address.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the address that a host speaks from, and the order in which it tries those of a server (RFC 6724).
 *
 * <p>Of the rules for destinations those count that a host without mobility or transition mechanisms can tell apart: a
 * destination without a source comes last (1), then matching scope (2), one whose source is not deprecated (3), label (5),
 * precedence (6), smaller scope (8), and within IPv6 the longer common prefix (9); otherwise the order stays (10). Then the
 * families take turns (RFC 8305 section 4). Not thread-safe.
 */
public final class SourceAddresses {
    private static final int SCOPE_LINK = Ipv6Address.SCOPE_LINK_LOCAL;
    private static final int SCOPE_GLOBAL = Ipv6Address.SCOPE_GLOBAL;
    private static final long IPV4_MAPPED = 0x0000_FFFF_0000_0000L;

    private final List<Ipv6Address> addresses = new ArrayList<>();
    private final Set<Ipv6Address> deprecated = new HashSet<>();

    /** A host without addresses. */
    public SourceAddresses() {}

    /**
     * Adds an address of the host.
     *
     * @param address IPv4 as IPv4-mapped.
     */
    public void add(final Ipv6Address address) {
        addresses.add(address);
    }

    /**
     * Takes an address from the host; does nothing when it has it not.
     *
     * @param address IPv4 as IPv4-mapped.
     */
    public void remove(final Ipv6Address address) {
        addresses.remove(address);
        deprecated.remove(address);
    }

    /**
     * Says whether new connections should rather begin at another address (RFC 4862 section 5.5.4).
     *
     * @param address one of the host's.
     * @param isDeprecated whether its preferred lifetime has ended.
     */
    public void deprecate(final Ipv6Address address, final boolean isDeprecated) {
        if (isDeprecated) {
            deprecated.add(address);
        } else {
            deprecated.remove(address);
        }
    }

    /**
     * Whether the host speaks from an address.
     *
     * @param address IPv4 as IPv4-mapped.
     * @return whether it is one of the host's.
     */
    public boolean contains(final Ipv6Address address) {
        return addresses.contains(address);
    }

    /** {@return the host's addresses, IPv4 as IPv4-mapped} */
    public List<Ipv6Address> all() {
        return List.copyOf(addresses);
    }

    /** {@return whether the host has an IPv6 address of more than link scope, so that it makes sense to ask for AAAA} */
    public boolean hasGlobalIpv6() {
        return addresses.stream().anyMatch(a -> !a.isIpv4Mapped() && scope(a) > SCOPE_LINK);
    }

    /**
     * The address to speak from (RFC 6724 section 5).
     *
     * @param high upper 64 bits of the destination.
     * @param low lower 64 bits of the destination; IPv4 as IPv4-mapped.
     * @return the address, or {@code null} when the host has none of the family.
     */
    public @Nullable Ipv6Address sourceFor(final long high, final long low) {
        Ipv6Address best = null;
        for (int i = 0; i < addresses.size(); i++) {
            final Ipv6Address candidate = addresses.get(i);
            if (candidate.isIpv4Mapped() == Ipv6Address.isIpv4Mapped(high, low)
                    && (best == null || isBetter(candidate, best, high, low))) {
                best = candidate;
            }
        }
        return best;
    }

    private boolean isBetter(final Ipv6Address candidate, final Ipv6Address best, final long high, final long low) {
        if (isSame(best, high, low)) { // Rule 1
            return false;
        }
        final int scope = scope(candidate);
        final int bestScope = scope(best);
        final int wanted = scope(high, low);
        if (scope != bestScope) { // Rule 2: the smallest scope that reaches
            return scope < bestScope ? scope >= wanted : bestScope < wanted;
        }
        if (deprecated.contains(candidate) != deprecated.contains(best)) { // Rule 3
            return deprecated.contains(best);
        }
        final int label = label(high, low); // Rule 6
        final boolean matches = label(candidate.high(), candidate.low()) == label;
        if (matches != (label(best.high(), best.low()) == label)) {
            return matches;
        }
        return commonPrefix(candidate, high, low) > commonPrefix(best, high, low); // Rule 8
    }

    private static boolean isSame(final Ipv6Address address, final long high, final long low) {
        return address.high() == high && address.low() == low;
    }

    /**
     * Orders the addresses of a server.
     *
     * @param destinations IPv4 as IPv4-mapped.
     * @return those that the host has a source for, in the order in which to try them.
     */
    public List<Ipv6Address> ordered(final List<Ipv6Address> destinations) {
        final List<Ipv6Address> usable = new ArrayList<>(destinations);
        usable.removeIf(d -> sourceFor(d.high(), d.low()) == null);
        usable.sort(this::compare); // Stable, as rule 10 wants it.
        return alternating(usable);
    }

    private int compare(final Ipv6Address a, final Ipv6Address b) {
        final Ipv6Address sourceOfA = sourceFor(a.high(), a.low());
        final Ipv6Address sourceOfB = sourceFor(b.high(), b.low());
        if (sourceOfA == null || sourceOfB == null) { // Rule 1
            return Boolean.compare(sourceOfA == null, sourceOfB == null);
        }
        int order = Boolean.compare(scope(b) == scope(sourceOfB), scope(a) == scope(sourceOfA)); // Rule 2
        if (order == 0) { // Rule 3
            order = Boolean.compare(deprecated.contains(sourceOfA), deprecated.contains(sourceOfB));
        }
        if (order == 0) { // Rule 5
            order = Boolean.compare(
                    label(b.high(), b.low()) == label(sourceOfB.high(), sourceOfB.low()),
                    label(a.high(), a.low()) == label(sourceOfA.high(), sourceOfA.low()));
        }
        if (order == 0) { // Rule 6
            order = Integer.compare(precedence(b.high(), b.low()), precedence(a.high(), a.low()));
        }
        if (order == 0) { // Rule 8
            order = Integer.compare(scope(a), scope(b));
        }
        if (order == 0 && !a.isIpv4Mapped() && !b.isIpv4Mapped()) { // Rule 9
            order = Integer.compare(
                    commonPrefix(sourceOfB, b.high(), b.low()), commonPrefix(sourceOfA, a.high(), a.low()));
        }
        return order;
    }

    /** RFC 8305 section 4: the first family first, then by turns, so that one that does not work costs one attempt. */
    private static List<Ipv6Address> alternating(final List<Ipv6Address> sorted) {
        if (sorted.isEmpty()) {
            return sorted;
        }
        final boolean firstIsIpv4 = sorted.get(0).isIpv4Mapped();
        final List<Ipv6Address> first = new ArrayList<>(sorted);
        final List<Ipv6Address> second = new ArrayList<>(sorted);
        first.removeIf(a -> a.isIpv4Mapped() != firstIsIpv4);
        second.removeIf(a -> a.isIpv4Mapped() == firstIsIpv4);
        final List<Ipv6Address> result = new ArrayList<>(sorted.size());
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                result.add(first.get(i));
            }
            if (i < second.size()) {
                result.add(second.get(i));
            }
        }
        return result;
    }

    private static int scope(final Ipv6Address address) {
        return scope(address.high(), address.low());
    }

    /** RFC 6724 sections 3.1 and 3.2: IPv4 loopback and 169.254/16 are of link scope, all other IPv4 is global. */
    private static int scope(final long high, final long low) {
        if (Ipv6Address.isIpv4Mapped(high, low)) {
            final int first = (int) (low >>> 24) & 0xFF;
            return first == 127 || ((int) low >>> 16 & 0xFFFF) == 0xA9FE ? SCOPE_LINK : SCOPE_GLOBAL;
        }
        return Ipv6Address.isLinkLocal(high) || Ipv6Address.isLoopback(high, low) ? SCOPE_LINK : SCOPE_GLOBAL;
    }

    /** The policy table of RFC 6724 section 2.1: precedence. */
    private static int precedence(final long high, final long low) {
        if (Ipv6Address.isLoopback(high, low)) {
            return 50;
        } else if (high == 0 && (low & ~0xFFFF_FFFFL) == IPV4_MAPPED) {
            return 35;
        } else if (high >>> 48 == 0x2002) {
            return 30;
        } else if (high >>> 32 == 0x2001_0000L) {
            return 5;
        } else if (high >>> 57 == 0xFC >>> 1) {
            return 3;
        }
        return 40;
    }

    /** The policy table of RFC 6724 section 2.1: label. */
    private static int label(final long high, final long low) {
        return switch (precedence(high, low)) {
            case 50 -> 0;
            case 35 -> 4;
            case 30 -> 2;
            case 5 -> 5;
            case 3 -> 13;
            default -> 1;
        };
    }

    private static int commonPrefix(final Ipv6Address address, final long high, final long low) {
        final long difference = address.high() ^ high;
        return difference != 0
                ? Long.numberOfLeadingZeros(difference)
                : Long.SIZE + Long.numberOfLeadingZeros(address.low() ^ low);
    }
}
