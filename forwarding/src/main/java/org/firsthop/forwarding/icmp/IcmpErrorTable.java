package org.firsthop.forwarding.icmp;

import java.util.Arrays;
import org.firsthop.core.drop.DropReason;

/**
 * What ICMP says about a packet that was dropped: the type and code for each reason and IP version.
 *
 * <p>Filled before the stage that uses it is made; read-only from then on.
 */
public final class IcmpErrorTable {
    /** Stands for no message: the sender is not told. */
    public static final int NONE = -1;

    private final short[] ipv4 = new short[DropReason.MAX_REASONS];
    private final short[] ipv6 = new short[DropReason.MAX_REASONS];

    /** A table by which no sender is told anything. */
    public IcmpErrorTable() {
        Arrays.fill(ipv4, (short) NONE);
        Arrays.fill(ipv6, (short) NONE);
    }

    /**
     * Says what IPv4 senders are told.
     *
     * @param reason of the drop.
     * @param type of the message, that of an error, 0 to 127.
     * @param code of the message, 0 to 255.
     * @return this.
     */
    public IcmpErrorTable ipv4(final DropReason reason, final int type, final int code) {
        ipv4[reason.id()] = message(type, code);
        return this;
    }

    /**
     * Says what IPv6 senders are told.
     *
     * @param reason of the drop.
     * @param type of the message, that of an error, 0 to 127.
     * @param code of the message, 0 to 255.
     * @return this.
     */
    public IcmpErrorTable ipv6(final DropReason reason, final int type, final int code) {
        ipv6[reason.id()] = message(type, code);
        return this;
    }

    /**
     * Says that senders are told nothing.
     *
     * @param reason of the drop.
     * @return this.
     */
    public IcmpErrorTable silent(final DropReason reason) {
        ipv4[reason.id()] = NONE;
        ipv6[reason.id()] = NONE;
        return this;
    }

    int ipv4(final int reasonId) {
        return ipv4[reasonId];
    }

    int ipv6(final int reasonId) {
        return ipv6[reasonId];
    }

    static int type(final int message) {
        return message >>> 8;
    }

    static int code(final int message) {
        return message & 0xFF;
    }

    private static short message(final int type, final int code) {
        if (type < 0 || type > 127 || code < 0 || code > 255) {
            throw new IllegalArgumentException(
                    "type: value=" + type + ", limit=127; code: value=" + code + ", limit=255");
        }
        return (short) (type << 8 | code);
    }
}
