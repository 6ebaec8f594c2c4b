package org.firsthop.core.capture;

/**
 * Link types of captures: what the first octets of a packet are. The numbers are the LINKTYPE_ values of the registry at
 * tcpdump.org, which files use; DLT_ values of a platform differ from them in places.
 */
public final class LinkType {
    /** BSD loopback: a 4-octet address family in the byte order of the host that captured, then the packet. */
    public static final int NULL = 0;

    /** Ethernet, without preamble and as a rule without FCS. */
    public static final int ETHERNET = 1;

    /** PPP: in HDLC-like framing (RFC 1662) when the first octet is 0xFF or 0x0F, else beginning with the protocol. */
    public static final int PPP = 9;

    /** IPv4 or IPv6 as the version says; the DLT_RAW of most platforms, found in files of old. */
    public static final int RAW_12 = 12;

    /** IPv4 or IPv6 as the version says; the DLT_RAW of OpenBSD, found in files of old. */
    public static final int RAW_14 = 14;

    /** PPP in HDLC-like framing (RFC 1662), or Cisco HDLC when the first octet is 0x0F or 0x8F. */
    public static final int PPP_HDLC = 50;

    /** A PPPoE session's frame, beginning with the PPPoE header (RFC 2516). */
    public static final int PPP_ETHER = 51;

    /** IPv4 or IPv6 as the version says. */
    public static final int RAW = 101;

    /** Cisco HDLC: address, control, protocol (RFC 1547 section 4.3.1). */
    public static final int C_HDLC = 104;

    /** OpenBSD loopback: as {@link #NULL}, in network byte order. */
    public static final int LOOP = 108;

    /** Linux "cooked" capture: a 16-octet pseudo-header. */
    public static final int LINUX_SLL = 113;

    /** IPv4. */
    public static final int IPV4 = 228;

    /** IPv6. */
    public static final int IPV6 = 229;

    /** Linux "cooked" capture, version 2: a 20-octet pseudo-header. */
    public static final int LINUX_SLL2 = 276;

    private static final int MAX = 0xFFFF;

    private LinkType() {}

    /**
     * The registry's name of a link type, without its prefix.
     *
     * @param linkType to name.
     * @return such as {@code ETHERNET}; the number in decimal for a type that is no constant here.
     */
    public static String name(final int linkType) {
        return switch (linkType) {
            case NULL -> "NULL";
            case ETHERNET -> "ETHERNET";
            case PPP -> "PPP";
            case RAW_12, RAW_14, RAW -> "RAW";
            case PPP_HDLC -> "PPP_HDLC";
            case PPP_ETHER -> "PPP_ETHER";
            case C_HDLC -> "C_HDLC";
            case LOOP -> "LOOP";
            case LINUX_SLL -> "LINUX_SLL";
            case IPV4 -> "IPV4";
            case IPV6 -> "IPV6";
            case LINUX_SLL2 -> "LINUX_SLL2";
            default -> Integer.toString(linkType);
        };
    }

    static int checked(final int linkType) {
        if (linkType < 0 || linkType > MAX) {
            throw new IllegalArgumentException("linkType: value=" + linkType + ", limit=" + MAX);
        }
        return linkType;
    }
}
