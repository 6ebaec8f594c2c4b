package org.firsthop.core.wire;

/** Types of the options of neighbor discovery (IANA "IPv6 Neighbor Discovery Option Formats"). */
public final class NdpOptionType {
    /** Source Link-layer Address (RFC 4861 section 4.6.1). */
    public static final int SOURCE_LINK_LAYER_ADDRESS = 1;

    /** Target Link-layer Address (RFC 4861 section 4.6.1). */
    public static final int TARGET_LINK_LAYER_ADDRESS = 2;

    /** Prefix Information, 32 octets (RFC 4861 section 4.6.2). */
    public static final int PREFIX_INFORMATION = 3;

    /** Redirected Header (RFC 4861 section 4.6.3). */
    public static final int REDIRECTED_HEADER = 4;

    /** MTU, 8 octets (RFC 4861 section 4.6.4). */
    public static final int MTU = 5;

    /** Nonce (RFC 3971 section 5.3.2). */
    public static final int NONCE = 14;

    /** Route Information, 8, 16 or 24 octets (RFC 4191 section 2.3). */
    public static final int ROUTE_INFORMATION = 24;

    /** Recursive DNS Server, 8 octets and 16 for each address (RFC 8106 section 5.1). */
    public static final int RECURSIVE_DNS_SERVER = 25;

    /** DNS Search List, 16 octets or more (RFC 8106 section 5.2). */
    public static final int DNS_SEARCH_LIST = 31;

    /** Captive Portal (RFC 8910 section 2.3). */
    public static final int CAPTIVE_PORTAL = 37;

    /** PREF64, 16 octets (RFC 8781 section 4). */
    public static final int PREF64 = 38;

    private NdpOptionType() {}

    /**
     * Whether an option's length is one that its type may have.
     *
     * @param type 0 to 255.
     * @param length of the whole option in octets, a multiple of 8.
     * @return whether it is; always, for a type unknown here.
     */
    public static boolean isLengthValid(final int type, final int length) {
        return switch (type) {
            case PREFIX_INFORMATION -> length == 32;
            case MTU -> length == 8;
            case ROUTE_INFORMATION -> length <= 24;
            case RECURSIVE_DNS_SERVER -> length >= 24 && length % 16 == 8;
            case DNS_SEARCH_LIST -> length >= 16;
            case PREF64 -> length == 16;
            default -> true;
        };
    }
}
