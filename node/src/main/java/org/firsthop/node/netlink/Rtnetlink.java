package org.firsthop.node.netlink;

/** Numbers of rtnetlink(7) that this package and its users share: linux/netlink.h, linux/rtnetlink.h, linux/neighbour.h. */
public final class Rtnetlink {
    /** Message: a call failed, or succeeded with 0. */
    public static final int ERROR = 2;

    /** Message: the end of a dump. */
    public static final int DONE = 3;

    /** Message: a link is there, or has changed. */
    public static final int NEW_LINK = 16;

    /** Message: a link is gone. */
    public static final int DELETE_LINK = 17;

    /** Request: a link, or all of them. */
    public static final int GET_LINK = 18;

    /** Message: an address is there, or has changed. */
    public static final int NEW_ADDRESS = 20;

    /** Message: an address is gone. */
    public static final int DELETE_ADDRESS = 21;

    /** Request: all addresses. */
    public static final int GET_ADDRESS = 22;

    /** Message: a route is there, or has changed. */
    public static final int NEW_ROUTE = 24;

    /** Message: a route is gone. */
    public static final int DELETE_ROUTE = 25;

    /** Request: the way to an address, or all routes. */
    public static final int GET_ROUTE = 26;

    /** Message: a neighbor is there, or has changed. */
    public static final int NEW_NEIGHBOR = 28;

    /** Message: a neighbor is gone. */
    public static final int DELETE_NEIGHBOR = 29;

    /** Request: all neighbors. */
    public static final int GET_NEIGHBOR = 30;

    /** Message: a next hop object is there, or has changed. */
    public static final int NEW_NEXT_HOP = 104;

    /** Message: a next hop object is gone. */
    public static final int DELETE_NEXT_HOP = 105;

    /** Request: all next hop objects. */
    public static final int GET_NEXT_HOP = 106;

    /** Flag: a request to the kernel. */
    public static final int FLAG_REQUEST = 0x1;

    /** Flag: the request is to be acknowledged. */
    public static final int FLAG_ACK = 0x4;

    /** Flag of an answer: what is dumped has changed meanwhile. */
    public static final int FLAG_DUMP_INTERRUPTED = 0x10;

    /** Flags: the request is for all there are. */
    public static final int FLAG_DUMP = 0x300;

    /** Flag: takes the place of another. */
    public static final int FLAG_REPLACE = 0x100;

    /** Flag: must not be there yet. */
    public static final int FLAG_EXCLUSIVE = 0x200;

    /** Flag: made when it is not there. */
    public static final int FLAG_CREATE = 0x400;

    /** Flag: added behind others alike. */
    public static final int FLAG_APPEND = 0x800;

    /** Flag of an answer: the error message has attributes. */
    static final int FLAG_ACK_ATTRIBUTES = 0x200;

    /** Address family: IPv4. */
    public static final int FAMILY_IPV4 = 2;

    /** Address family: IPv6. */
    public static final int FAMILY_IPV6 = 10;

    /** Octets of every message's header. */
    static final int HEADER_LENGTH = 16;

    private Rtnetlink() {}

    /** The next multiple of four. */
    static int align(final int length) {
        return (length + 3) & ~3;
    }
}
