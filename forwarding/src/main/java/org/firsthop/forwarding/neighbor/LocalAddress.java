package org.firsthop.forwarding.neighbor;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;

/**
 * An address of this node on one link, and how far it is from being its own (RFC 4862 section 2, RFC 5227 section 2).
 *
 * <p>Addresses of both families are 128 bits here: an IPv4 address is held as the IPv4-mapped IPv6 address (RFC 4291 section
 * 2.5.5.2), which is never a neighbor's or a node's own on a link, so that no two addresses are alike by chance.
 */
public final class LocalAddress {
    /** Whether an address may be used. */
    public enum State {
        /** Nobody has objected yet: it is not used as a source, and not answered for. */
        TENTATIVE,
        /** This node's own. */
        PREFERRED,
        /** Another node's: never used. */
        DUPLICATE
    }

    static final int IPV4_PREFIX_BITS = 96;
    private static final long IPV4_MAPPED = 0xFFFFL << 32;

    private final long high;
    private final long low;
    private final int prefixLength;
    private final long highMask;
    private final long lowMask;
    private State state = State.PREFERRED;

    LocalAddress(final long high, final long low, final int prefixLength) {
        this.high = high;
        this.low = low;
        this.prefixLength = prefixLength;
        highMask = prefixLength == 0 ? 0 : -1L << Math.max(0, 64 - prefixLength);
        lowMask = prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
    }

    /**
     * The last 64 bits under which an IPv4 address is held; the first are zero.
     *
     * @param address most significant octet first.
     * @return those of the IPv4-mapped address.
     */
    public static long mapped(final int address) {
        return IPV4_MAPPED | (address & 0xFFFF_FFFFL);
    }

    /** {@return the first 64 bits; 0 of an IPv4 address} */
    public long high() {
        return high;
    }

    /** {@return the last 64 bits; of an IPv4 address those of its mapped form} */
    public long low() {
        return low;
    }

    /** {@return whether it is an IPv4 address} */
    public boolean isIpv4() {
        return Ipv6Address.isIpv4Mapped(high, low);
    }

    /** {@return the IPv4 address, most significant octet first; of meaning only when it is one} */
    public int ipv4() {
        return (int) low;
    }

    /** {@return the length of the link's prefix: 0 to 32 of an IPv4 address, else 0 to 128} */
    public int prefixLength() {
        return isIpv4() ? prefixLength - IPV4_PREFIX_BITS : prefixLength;
    }

    /** {@return how far the address is from being this node's own} */
    public State state() {
        return state;
    }

    void state(final State next) {
        state = next;
    }

    boolean is(final long otherHigh, final long otherLow) {
        return low == otherLow && high == otherHigh;
    }

    /**
     * Whether another address is of the same prefix, and so on the link.
     *
     * @param otherHigh the first 64 bits; 0 of an IPv4 address.
     * @param otherLow the last 64 bits; of an IPv4 address those of its mapped form.
     * @return whether it is.
     */
    public boolean covers(final long otherHigh, final long otherLow) {
        return ((high ^ otherHigh) & highMask) == 0 && ((low ^ otherLow) & lowMask) == 0;
    }

    /** Whether a mapped IPv4 address has all host bits of this prefix alike; prefixes of 31 and 32 bits have none such. */
    boolean isBroadcast(final long otherLow) {
        final long hostBits = ~lowMask;
        return isIpv4()
                && prefixLength < 127
                && covers(0, otherLow)
                && ((otherLow & hostBits) == 0 || (otherLow & hostBits) == hostBits);
    }

    boolean isLinkLocal() {
        return Ipv6Address.isLinkLocal(high);
    }

    /** {@return the address and its prefix length, such as {@code 192.168.1.1/24}} */
    @Override
    public String toString() {
        return (isIpv4() ? Ipv4Address.toString(ipv4()) : Ipv6Address.toString(high, low)) + '/' + prefixLength();
    }
}
