package org.firsthop.core.address;

import org.agrona.MutableDirectBuffer;

/**
 * An IPv6 address (RFC 4291) as two {@code long}s, the first octet on the wire the most significant of {@code high}.
 *
 * <p>The record is the value for tables and configurations. The static methods do the same over the two {@code long}s, or
 * over the one that decides, for code on a packet's way.
 *
 * <p>Reads every form of RFC 4291 section 2.2, with a dotted quad at the end or without; a zone id ({@code %eth0},
 * RFC 4007) is refused, because it is no part of an address. Prints as RFC 5952 says: lower case, no leading zeros,
 * {@code ::} for the longest run of two or more zero groups and for the first of equals. As {@code inet_ntop} does, the
 * addresses of {@code ::ffff:0:0/96} and {@code ::/96} end in a dotted quad (RFC 5952 section 5), but for those of
 * {@code ::/112}. The order is that of the addresses as unsigned numbers.
 *
 * @param high the first eight octets.
 * @param low the last eight octets.
 */
public record Ipv6Address(long high, long low) implements Comparable<Ipv6Address> {
    /** Octets of an address on the wire. */
    public static final int LENGTH = 16;

    /** Characters of the longest address in text. */
    public static final int MAX_TEXT_LENGTH = 39;

    /** {@code ::}, no address. */
    public static final Ipv6Address UNSPECIFIED = new Ipv6Address(0, 0);

    /** {@code ::1}, this host. */
    public static final Ipv6Address LOOPBACK = new Ipv6Address(0, 1);

    /** {@code ff02::1}, every node of the link (RFC 4291 section 2.7.1). */
    public static final Ipv6Address ALL_NODES = new Ipv6Address(0xFF02_0000_0000_0000L, 1);

    /** {@code ff02::2}, every router of the link (RFC 4291 section 2.7.1). */
    public static final Ipv6Address ALL_ROUTERS = new Ipv6Address(0xFF02_0000_0000_0000L, 2);

    /** Scope of a multicast address that stays within a node (RFC 7346). */
    public static final int SCOPE_INTERFACE_LOCAL = 1;

    /** Scope of a multicast address that stays on a link (RFC 7346). */
    public static final int SCOPE_LINK_LOCAL = 2;

    /** Scope of a multicast address that stays in a site (RFC 7346). */
    public static final int SCOPE_SITE_LOCAL = 5;

    /** Scope of a multicast address without a bound (RFC 7346). */
    public static final int SCOPE_GLOBAL = 14;

    /** The first eight octets of every solicited-node address. */
    public static final long SOLICITED_NODE_HIGH = 0xFF02_0000_0000_0000L;

    private static final long SOLICITED_NODE_LOW = 0x0000_0001_FF00_0000L;
    private static final long LINK_LOCAL_HIGH = 0xFE80_0000_0000_0000L;
    private static final long MAPPED_LOW = 0x0000_FFFF_0000_0000L;
    private static final long TRANSLATED_HIGH = 0x0064_FF9B_0000_0000L;
    private static final long MULTICAST_MAC_PREFIX = 0x3333_0000_0000L;
    private static final long LOW_24_BITS = 0xFF_FFFFL;
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;
    private static final long EUI_64_FILL = 0x0000_00FF_FE00_0000L;
    private static final long UNIVERSAL_LOCAL_BIT = 0x0200_0000_0000_0000L;

    /**
     * Reads an address.
     *
     * @param text all of which is the address.
     * @return the address.
     * @throws AddressSyntaxException when the text is not an address; names the column and what was expected.
     */
    public static Ipv6Address parse(final CharSequence text) {
        return Ipv6Text.parse(text, 0, text.length());
    }

    /**
     * Reads an address that is a part of a text.
     *
     * @param text that holds the address.
     * @param start index of the first character.
     * @param end index after the last character.
     * @return the address.
     * @throws AddressSyntaxException when that part is not an address; columns count from {@code start}.
     */
    public static Ipv6Address parse(final CharSequence text, final int start, final int end) {
        return Ipv6Text.parse(text, start, end);
    }

    /**
     * Prints an address.
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @return 2 to 39 characters.
     */
    public static String toString(final long high, final long low) {
        return Ipv6Text.toString(high, low);
    }

    /**
     * Prints an address into a buffer, as {@link #toString(long, long)}; allocates nothing.
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @param buffer to write, in ASCII.
     * @param index of the first character.
     * @return the number of characters, 2 to 39.
     * @throws IndexOutOfBoundsException when the buffer has no room and its bounds are checked.
     */
    public static int format(final long high, final long low, final MutableDirectBuffer buffer, final int index) {
        return Ipv6Text.format(high, low, buffer, index);
    }

    /**
     * Appends an address to a text, as {@link #toString(long, long)}; allocates nothing itself.
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @param out to append to.
     * @throws java.io.UncheckedIOException when appending fails.
     */
    public static void append(final long high, final long low, final Appendable out) {
        Ipv6Text.append(high, low, out);
    }

    /**
     * The IPv4-mapped address of an IPv4 address, {@code ::ffff:192.0.2.1} (RFC 4291 section 2.5.5.2).
     *
     * @param ipv4 the address, first octet most significant.
     * @return the address.
     */
    public static Ipv6Address ofIpv4Mapped(final int ipv4) {
        return new Ipv6Address(0, MAPPED_LOW | (ipv4 & LOW_32_BITS));
    }

    /**
     * The link-local address that an interface makes of its MAC address: {@code fe80::/64} and the modified EUI-64
     * (RFC 4291 appendix A).
     *
     * @param mac the address, as {@link MacAddress} has it.
     * @return the address.
     */
    public static Ipv6Address ofLinkLocal(final long mac) {
        final long upper = (mac & MacAddress.MASK) >>> 24 << 40;
        final long interfaceId = (upper | EUI_64_FILL | (mac & LOW_24_BITS)) ^ UNIVERSAL_LOCAL_BIT;
        return new Ipv6Address(LINK_LOCAL_HIGH, interfaceId);
    }

    /**
     * The last eight octets of the solicited-node address of an address (RFC 4291 section 2.7.1); the first eight are
     * {@link #SOLICITED_NODE_HIGH}.
     *
     * @param low the last eight octets of the address.
     * @return those of its solicited-node address.
     */
    public static long solicitedNodeLow(final long low) {
        return SOLICITED_NODE_LOW | (low & LOW_24_BITS);
    }

    /**
     * The MAC address that frames to a group are sent to: {@code 33:33} and the group's last 32 bits (RFC 2464
     * section 7).
     *
     * @param low the last eight octets of a multicast address.
     * @return its MAC address, as {@link MacAddress} has it.
     */
    public static long multicastMac(final long low) {
        return MULTICAST_MAC_PREFIX | (low & LOW_32_BITS);
    }

    /**
     * Whether an address is {@code ::}.
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @return whether it is the unspecified address.
     */
    public static boolean isUnspecified(final long high, final long low) {
        return (high | low) == 0;
    }

    /**
     * Whether an address is {@code ::1}.
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @return whether it is the loopback address.
     */
    public static boolean isLoopback(final long high, final long low) {
        return high == 0 && low == 1;
    }

    /**
     * Whether an address is of {@code ff00::/8} (RFC 4291 section 2.7).
     *
     * @param high the first eight octets.
     * @return whether it names a group of nodes.
     */
    public static boolean isMulticast(final long high) {
        return high >>> 56 == 0xFF;
    }

    /**
     * The scope of a multicast address (RFC 4291 section 2.7, RFC 7346).
     *
     * @param high the first eight octets of a multicast address.
     * @return 0 to 15, such as {@link #SCOPE_LINK_LOCAL}.
     */
    public static int multicastScope(final long high) {
        return (int) (high >>> 48) & 0xF;
    }

    /**
     * Whether an address is of {@code fe80::/10}, which is not forwarded (RFC 4291 section 2.5.6).
     *
     * @param high the first eight octets.
     * @return whether it is link-local and unicast.
     */
    public static boolean isLinkLocal(final long high) {
        return high >>> 54 == LINK_LOCAL_HIGH >>> 54;
    }

    /**
     * Whether an address is of {@code fc00::/7} (RFC 4193).
     *
     * @param high the first eight octets.
     * @return whether it is a unique local address.
     */
    public static boolean isUniqueLocal(final long high) {
        return high >>> 57 == 0xFC >>> 1;
    }

    /**
     * Whether an address is of {@code 2000::/3}, all that IANA gives out as global unicast (RFC 4291 section 2.4).
     *
     * @param high the first eight octets.
     * @return whether it is global unicast.
     */
    public static boolean isGlobalUnicast(final long high) {
        return high >>> 61 == 1;
    }

    /**
     * Whether an address is of {@code 2001:db8::/32} (RFC 3849) or {@code 3fff::/20} (RFC 9637), which stand in examples
     * only.
     *
     * @param high the first eight octets.
     * @return whether it is for documentation.
     */
    public static boolean isDocumentation(final long high) {
        return high >>> 32 == 0x2001_0DB8L || high >>> 44 == 0x3FFF0L;
    }

    /**
     * Whether an address is of {@code ff02::1:ff00:0/104} (RFC 4291 section 2.7.1).
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @return whether it is a solicited-node address.
     */
    public static boolean isSolicitedNode(final long high, final long low) {
        return high == SOLICITED_NODE_HIGH && (low & ~LOW_24_BITS) == SOLICITED_NODE_LOW;
    }

    /**
     * Whether an address is of {@code ::ffff:0:0/96} (RFC 4291 section 2.5.5.2); {@code (int) low} is the IPv4 address.
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @return whether it is IPv4-mapped.
     */
    public static boolean isIpv4Mapped(final long high, final long low) {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    /**
     * Whether an address is of {@code ::/96} and neither {@code ::} nor {@code ::1} (RFC 4291 section 2.5.5.1, which
     * deprecates these); {@code (int) low} is the IPv4 address.
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @return whether it is IPv4-compatible.
     */
    public static boolean isIpv4Compatible(final long high, final long low) {
        return high == 0 && low >>> 32 == 0 && low > 1;
    }

    /**
     * Whether an address is of {@code 64:ff9b::/96}, an IPv4 address as IPv6 hosts reach it through a translator
     * (RFC 6052 section 2.1); {@code (int) low} is the IPv4 address.
     *
     * @param high the first eight octets.
     * @param low the last eight octets.
     * @return whether it is IPv4-translated.
     */
    public static boolean isIpv4Translated(final long high, final long low) {
        return high == TRANSLATED_HIGH && low >>> 32 == 0;
    }

    /**
     * Compares two addresses as unsigned numbers.
     *
     * @param high the first eight octets of one.
     * @param low the last eight octets of one.
     * @param otherHigh the first eight octets of the other.
     * @param otherLow the last eight octets of the other.
     * @return negative, zero or positive as the one is below, equal to or above the other.
     */
    public static int compare(final long high, final long low, final long otherHigh, final long otherLow) {
        final int byHigh = Long.compareUnsigned(high, otherHigh);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }

    /** {@return whether this is {@code ::}} */
    public boolean isUnspecified() {
        return isUnspecified(high, low);
    }

    /** {@return whether this is {@code ::1}} */
    public boolean isLoopback() {
        return isLoopback(high, low);
    }

    /** {@return whether this is of {@code ff00::/8}} */
    public boolean isMulticast() {
        return isMulticast(high);
    }

    /** {@return the scope, 0 to 15, of this multicast address} */
    public int multicastScope() {
        return multicastScope(high);
    }

    /** {@return whether this is of {@code fe80::/10}} */
    public boolean isLinkLocal() {
        return isLinkLocal(high);
    }

    /** {@return whether this is of {@code fc00::/7}} */
    public boolean isUniqueLocal() {
        return isUniqueLocal(high);
    }

    /** {@return whether this is of {@code 2000::/3}} */
    public boolean isGlobalUnicast() {
        return isGlobalUnicast(high);
    }

    /** {@return whether this is of {@code 2001:db8::/32} or {@code 3fff::/20}} */
    public boolean isDocumentation() {
        return isDocumentation(high);
    }

    /** {@return whether this is of {@code ff02::1:ff00:0/104}} */
    public boolean isSolicitedNode() {
        return isSolicitedNode(high, low);
    }

    /** {@return whether this is of {@code ::ffff:0:0/96}} */
    public boolean isIpv4Mapped() {
        return isIpv4Mapped(high, low);
    }

    /** {@return whether this is of {@code ::/96} and neither {@code ::} nor {@code ::1}} */
    public boolean isIpv4Compatible() {
        return isIpv4Compatible(high, low);
    }

    /** {@return whether this is of {@code 64:ff9b::/96}} */
    public boolean isIpv4Translated() {
        return isIpv4Translated(high, low);
    }

    /** {@return the last 32 bits, which are the IPv4 address where this embeds one} */
    public int embeddedIpv4() {
        return (int) low;
    }

    /** {@return the address that neighbor solicitations for this one are sent to (RFC 4291 section 2.7.1)} */
    public Ipv6Address solicitedNode() {
        return new Ipv6Address(SOLICITED_NODE_HIGH, solicitedNodeLow(low));
    }

    @Override
    public int compareTo(final Ipv6Address other) {
        return compare(high, low, other.high, other.low);
    }

    /** {@return the address in text, as {@link #toString(long, long)}} */
    @Override
    public String toString() {
        return toString(high, low);
    }
}
