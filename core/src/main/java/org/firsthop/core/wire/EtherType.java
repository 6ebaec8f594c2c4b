package org.firsthop.core.wire;

/**
 * EtherTypes, the 16 bits that tell what an Ethernet frame carries (IANA "Ethernet Numbers", IEEE 802 "EtherType").
 *
 * <p>The same 16 bits are a length when they are at most 1,500 (IEEE 802.3 section 3.2.6); {@link #isLength} and
 * {@link #isType} tell the two apart, and 1,501 to 1,535 are neither.
 */
public final class EtherType {
    /** IPv4 (RFC 894). */
    public static final int IPV4 = 0x0800;

    /** ARP (RFC 826). */
    public static final int ARP = 0x0806;

    /** IPv6 (RFC 2464). */
    public static final int IPV6 = 0x86DD;

    /** A tag of a customer's VLAN (IEEE 802.1Q C-TAG). */
    public static final int VLAN = 0x8100;

    /** A tag of a provider's VLAN (IEEE 802.1ad S-TAG). */
    public static final int SERVICE_VLAN = 0x88A8;

    /** A tag of a provider's VLAN as equipment wrote it before IEEE 802.1ad; never assigned. */
    public static final int LEGACY_SERVICE_VLAN = 0x9100;

    /** MPLS, unicast or whatever the label says (RFC 3032, RFC 5332). */
    public static final int MPLS = 0x8847;

    /** MPLS with a label that the upstream router assigned (RFC 5332). */
    public static final int MPLS_UPSTREAM = 0x8848;

    /** PPPoE, Discovery stage (RFC 2516). */
    public static final int PPPOE_DISCOVERY = 0x8863;

    /** PPPoE, PPP Session stage (RFC 2516). */
    public static final int PPPOE_SESSION = 0x8864;

    /** Reverse ARP (RFC 903). */
    public static final int REVERSE_ARP = 0x8035;

    /** Transparent Ethernet Bridging: an Ethernet frame inside (RFC 1701, RFC 7637). */
    public static final int TRANSPARENT_BRIDGING = 0x6558;

    /** IEEE 802.3 slow protocols, such as LACP. */
    public static final int SLOW_PROTOCOLS = 0x8809;

    /** LLDP (IEEE 802.1AB). */
    public static final int LLDP = 0x88CC;

    /** The largest value that is a length: the most octets of data a frame holds (IEEE 802.3 section 3.2.6). */
    public static final int MAX_LENGTH = 1500;

    /** The smallest value that is a type (IEEE 802.3 section 3.2.6). */
    public static final int MIN_TYPE = 0x0600;

    private EtherType() {}

    /**
     * Whether the 16 bits are the length of the data, which then begins with an LLC header.
     *
     * @param typeOrLength 0 to 65,535.
     * @return whether they are at most {@link #MAX_LENGTH}.
     */
    public static boolean isLength(final int typeOrLength) {
        return typeOrLength <= MAX_LENGTH;
    }

    /**
     * Whether the 16 bits are an EtherType.
     *
     * @param typeOrLength 0 to 65,535.
     * @return whether they are at least {@link #MIN_TYPE}.
     */
    public static boolean isType(final int typeOrLength) {
        return typeOrLength >= MIN_TYPE;
    }

    /**
     * Whether an EtherType says that a VLAN tag follows: {@link #VLAN}, {@link #SERVICE_VLAN} or
     * {@link #LEGACY_SERVICE_VLAN}.
     *
     * @param type 0 to 65,535.
     * @return whether a {@link VlanTagFlyweight} can be laid over what follows.
     */
    public static boolean isVlanTag(final int type) {
        return type == VLAN || type == SERVICE_VLAN || type == LEGACY_SERVICE_VLAN;
    }
}
