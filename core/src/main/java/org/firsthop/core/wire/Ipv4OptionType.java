package org.firsthop.core.wire;

/**
 * Types of IPv4 options (RFC 791 section 3.1; IANA "IP Option Numbers").
 *
 * <pre>
 *   0 1 2 3 4 5 6 7
 *  +-+-+-+-+-+-+-+-+
 *  |C|Cls|  Number |
 *  +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The constants are whole types, with the flag and the class. {@link #END_OF_LIST} and {@link #NO_OPERATION} are one
 * octet; every other option, known or not, has a length octet that counts the whole option.
 */
public final class Ipv4OptionType {
    /** End of Option List, one octet (RFC 791). */
    public static final int END_OF_LIST = 0;

    /** No Operation, one octet (RFC 791). */
    public static final int NO_OPERATION = 1;

    /** Record Route (RFC 791). */
    public static final int RECORD_ROUTE = 7;

    /** Quick-Start (RFC 4782). */
    public static final int QUICK_START = 25;

    /** Experiments, not copied, of class 0 (RFC 4727). */
    public static final int EXPERIMENT = 30;

    /** Internet Timestamp (RFC 791). */
    public static final int TIMESTAMP = 68;

    /** Traceroute (RFC 1393, deprecated by RFC 6814). */
    public static final int TRACEROUTE = 82;

    /** Basic Security (RFC 1108). */
    public static final int SECURITY = 130;

    /** Loose Source and Record Route (RFC 791); routers drop it where RFC 7126 section 4.3 is followed. */
    public static final int LOOSE_SOURCE_ROUTE = 131;

    /** Extended Security (RFC 1108). */
    public static final int EXTENDED_SECURITY = 133;

    /** Commercial Security, CIPSO (FIPS 188). */
    public static final int COMMERCIAL_SECURITY = 134;

    /** Stream Identifier (RFC 791, deprecated by RFC 6814). */
    public static final int STREAM_ID = 136;

    /** Strict Source and Record Route (RFC 791); routers drop it where RFC 7126 section 4.4 is followed. */
    public static final int STRICT_SOURCE_ROUTE = 137;

    /** Router Alert (RFC 2113). */
    public static final int ROUTER_ALERT = 148;

    /** Class of options that control the network. */
    public static final int CLASS_CONTROL = 0;

    /** Class of options that debug and measure. */
    public static final int CLASS_DEBUGGING = 2;

    private Ipv4OptionType() {}

    /**
     * Whether an option stands in every fragment of its packet, or in the first only (RFC 791 section 3.1).
     *
     * @param type 0 to 255.
     * @return whether the copied flag is set.
     */
    public static boolean isCopied(final int type) {
        return (type & 0x80) != 0;
    }

    /**
     * The class of an option.
     *
     * @param type 0 to 255.
     * @return 0 to 3, such as {@link #CLASS_CONTROL}.
     */
    public static int optionClass(final int type) {
        return type >>> 5 & 3;
    }

    /**
     * The number of an option within its class.
     *
     * @param type 0 to 255.
     * @return 0 to 31.
     */
    public static int number(final int type) {
        return type & 0x1F;
    }

    /**
     * Whether an option is a record of addresses that {@link Ipv4RouteOptionFlyweight} reads.
     *
     * @param type 0 to 255.
     * @return whether it is Record Route or one of the source routes.
     */
    public static boolean isRoute(final int type) {
        return type == RECORD_ROUTE || isSourceRoute(type);
    }

    /**
     * Whether an option tells routers where to send the packet.
     *
     * @param type 0 to 255.
     * @return whether it is one of the source routes.
     */
    public static boolean isSourceRoute(final int type) {
        return type == LOOSE_SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE;
    }
}
