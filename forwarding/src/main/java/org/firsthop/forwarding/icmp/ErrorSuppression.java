package org.firsthop.forwarding.icmp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.AuthenticationFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Code;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6ExtensionFlyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;
import org.firsthop.core.wire.Ipv6OptionIterator;
import org.firsthop.forwarding.local.FrameFlags;
import org.firsthop.forwarding.local.NodeAddresses;

/**
 * About which packets no ICMP error is sent (RFC 1122 section 3.2.2, RFC 1812 section 4.3.2.7, RFC 4443 section 2.4 (e)): an ICMP
 * error or, for IPv6, a redirect; for IPv4, a fragment that is not the first; a packet to a group or broadcast address of either
 * layer, save the two messages that IPv6 makes an exception of; and one from a source that is no single host.
 */
public final class ErrorSuppression {
    /** The dropped packet is an ICMP error itself (RFC 1122 section 3.2.2, RFC 4443 section 2.4 (e.1)). */
    public static final DropReason ABOUT_ERROR =
            DropReason.declare("ICMP_ERROR_ABOUT_ERROR", Severity.INFO, "no ICMP error is sent about an ICMP error");

    /** The dropped packet is a fragment other than the first (RFC 1122 section 3.2.2). */
    public static final DropReason ABOUT_FRAGMENT = DropReason.declare(
            "ICMP_ERROR_ABOUT_FRAGMENT", Severity.INFO, "no ICMP error is sent about a fragment other than the first");

    /** The dropped packet was sent to more than one station (RFC 1122 section 3.2.2, RFC 4443 section 2.4 (e.3) to (e.5)). */
    public static final DropReason ABOUT_GROUP = DropReason.declare(
            "ICMP_ERROR_ABOUT_GROUP",
            Severity.INFO,
            "no ICMP error is sent about a packet to a group or broadcast address");

    /** The dropped packet's source is not one host's (RFC 1122 section 3.2.2, RFC 4443 section 2.4 (e.6)). */
    public static final DropReason ABOUT_SOURCE = DropReason.declare(
            "ICMP_ERROR_ABOUT_SOURCE", Severity.INFO, "no ICMP error is sent to a source that is not a single host");

    /** So many headers are walked over to see what a packet is. */
    private static final int MAX_HEADERS = 64;

    private final NodeAddresses addresses;

    ErrorSuppression(final NodeAddresses addresses) {
        this.addresses = addresses;
    }

    /**
     * Whether an error may be sent about an IPv4 packet.
     *
     * @param flags of its frame, {@link FrameFlags}.
     * @param address of its header, outside the heap.
     * @param length octets of the packet that are there.
     * @return {@link DropReason#NONE}, or what forbids it.
     */
    DropReason ofIpv4(final int flags, final long address, final int length) {
        final int destination = Memory.i32(null, address + Ipv4Flyweight.DESTINATION_OFFSET);
        if ((flags & FrameFlags.LINK_GROUP) != 0
                || destination >>> 28 >= 0xE
                || addresses.broadcastInterface(destination) != NodeAddresses.NO_INTERFACE) {
            return ABOUT_GROUP;
        }
        final int fragment = Memory.u16(null, address + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        if ((fragment & Ipv4Flyweight.FRAGMENT_OFFSET_MASK) != 0) {
            return ABOUT_FRAGMENT;
        }
        final int sender = Memory.i32(null, address + Ipv4Flyweight.SOURCE_OFFSET);
        final int first = sender >>> 24;
        if (first == 0
                || first == 127
                || first >= 224
                || addresses.broadcastInterface(sender) != NodeAddresses.NO_INTERFACE) {
            return ABOUT_SOURCE;
        }
        if (Memory.u8(null, address + Ipv4Flyweight.PROTOCOL_OFFSET) == IpProtocol.ICMP) {
            final int headerLength = (Memory.u8(null, address) & 0xF) << 2;
            // What has no type cannot be told from an error.
            if (headerLength >= length || IcmpType.isError(Memory.u8(null, address + headerLength))) {
                return ABOUT_ERROR;
            }
        }
        return DropReason.NONE;
    }

    /**
     * Whether an error may be sent about an IPv6 packet.
     *
     * @param flags of its frame, {@link FrameFlags}.
     * @param address of its header, outside the heap.
     * @param length octets of the packet that are there.
     * @param message that the error would be, of an {@link IcmpErrorTable}.
     * @param parameter that the error would bear.
     * @return {@link DropReason#NONE}, or what forbids it.
     */
    DropReason ofIpv6(final int flags, final long address, final int length, final int message, final int parameter) {
        final int type = IcmpErrorTable.type(message);
        final boolean isForGroupsToo = type == Icmpv6Type.PACKET_TOO_BIG
                || (type == Icmpv6Type.PARAMETER_PROBLEM
                        && IcmpErrorTable.code(message) == Icmpv6Code.UNRECOGNIZED_OPTION
                        && isReportedToGroups(address, length, parameter));
        if (!isForGroupsToo
                && ((flags & FrameFlags.LINK_GROUP) != 0
                        || Memory.u8(null, address + Ipv6Flyweight.DESTINATION_OFFSET) == 0xFF)) {
            return ABOUT_GROUP;
        }
        final long senderHigh = Memory.i64(null, address + Ipv6Flyweight.SOURCE_OFFSET);
        final long senderLow = Memory.i64(null, address + Ipv6Flyweight.SOURCE_OFFSET + 8);
        if (senderHigh >>> 56 == 0xFF || (senderHigh == 0 && senderLow >>> 1 == 0)) {
            return ABOUT_SOURCE;
        }
        return isError(address, length) ? ABOUT_ERROR : DropReason.NONE;
    }

    /**
     * Whether the headers of a packet lead to an error or a redirect, or to a message that has no type, which cannot be told from
     * one. Faults of the headers on the way, of which the error would be, do not hide it (RFC 4443 section 2.4 (e.1)).
     */
    private static boolean isError(final long address, final int length) {
        int next = Memory.u8(null, address + Ipv6Flyweight.NEXT_HEADER_OFFSET);
        int at = Ipv6Flyweight.HEADER_LENGTH;
        for (int headers = 0; headers < MAX_HEADERS && next != IpProtocol.ICMPV6; headers++) {
            final int read = next == IpProtocol.FRAGMENT ? Integer.BYTES : Short.BYTES;
            if (at + read > length || !isExtension(next)) {
                return false;
            }
            final long header = address + at;
            if (next == IpProtocol.FRAGMENT
                    && (Memory.u16(null, header + Ipv6FragmentFlyweight.FRAGMENT_OFFSET_FLAGS_OFFSET)
                                    & Ipv6FragmentFlyweight.FRAGMENT_OFFSET_MASK)
                            != 0) {
                return false;
            }
            at += headerLength(next, header);
            next = Memory.u8(null, header);
        }
        if (next != IpProtocol.ICMPV6) {
            return false;
        }
        final int type = at < length ? Memory.u8(null, address + at) : 0;
        return Icmpv6Type.isError(type) || type == Icmpv6Type.REDIRECT;
    }

    private static boolean isExtension(final int type) {
        return switch (type) {
            case IpProtocol.HOP_BY_HOP,
                    IpProtocol.DESTINATION_OPTIONS,
                    IpProtocol.ROUTING,
                    IpProtocol.FRAGMENT,
                    IpProtocol.AH,
                    IpProtocol.MOBILITY,
                    IpProtocol.HIP,
                    IpProtocol.SHIM6 -> true;
            default -> false;
        };
    }

    private static int headerLength(final int type, final long header) {
        return switch (type) {
            case IpProtocol.FRAGMENT -> Ipv6FragmentFlyweight.HEADER_LENGTH;
            case IpProtocol.AH -> AuthenticationFlyweight.headerLength(null, header);
            default -> Ipv6ExtensionFlyweight.headerLength(null, header);
        };
    }

    /** RFC 4443 section 2.4 (e.3): whether the highest bits of the option's type say so. */
    private static boolean isReportedToGroups(final long address, final int length, final int optionOffset) {
        return optionOffset < length
                && Memory.u8(null, address + optionOffset) >>> 6 == Ipv6OptionIterator.ACTION_REPORT;
    }
}
