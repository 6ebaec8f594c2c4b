package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Walks an IPv6 packet from the fixed header over its extension headers to the upper layer (RFC 8200 section 4), and holds what
 * it found.
 *
 * <p>The walk goes through Hop-by-Hop Options, Destination Options, Routing, Fragment, Authentication, Mobility, HIP and Shim6
 * headers, in any order and number (RFC 8200 section 4.1), but for Hop-by-Hop Options, which may only be first. It ends at anything
 * else: a transport, another IP header, ESP, whose inside is encrypted, or No Next Header. In a fragment that is not the first it
 * ends behind the Fragment header, since what follows there is no header at all. Options are not looked at, save Jumbo Payload.
 *
 * <p>A walk is bounded twice, by headers and by their octets; both limits are the user's. Each pass of a bound, and everything else
 * that ends a walk, has its own reason, and {@link #errorOffset()} says where: it is what the Pointer of an ICMPv6 Parameter
 * Problem wants.
 *
 * <p>All offsets are counted from the first octet of the fixed header, so that they stay right when the packet is moved. They
 * are of meaning after a walk that returned {@link DropReason#NONE}, those of headers that were walked over after any.
 * Reusable; allocates nothing after construction; not thread-safe.
 */
public final class Ipv6ExtensionWalker {
    /** The most extension headers of a packet, unless the user says otherwise. */
    public static final int DEFAULT_MAX_HEADERS = 16;

    /** The most octets of extension headers of a packet, unless the user says otherwise. */
    public static final int DEFAULT_MAX_LENGTH = 2048;

    /** A header says Next Header 0 and is not the fixed header (RFC 8200 sections 4.1 and 4.3). The sender. */
    public static final DropReason HOP_BY_HOP_NOT_FIRST = DropReason.declare(
            "IPV6_HOP_BY_HOP_NOT_FIRST",
            Severity.WARNING,
            "Hop-by-Hop Options do not follow the fixed header immediately");

    /** The packet has more extension headers than the walker's limit (RFC 8883, code 8). The sender, or the limit. */
    public static final DropReason TOO_MANY_EXTENSION_HEADERS = DropReason.declare(
            "IPV6_TOO_MANY_EXTENSION_HEADERS",
            Severity.WARNING,
            "the packet has more extension headers than the limit that is set");

    /** The packet's extension headers have more octets than the walker's limit (RFC 8883, code 7). The sender, or the limit. */
    public static final DropReason EXTENSION_HEADERS_TOO_LONG = DropReason.declare(
            "IPV6_EXTENSION_HEADERS_TOO_LONG",
            Severity.WARNING,
            "the packet's extension headers have more octets than the limit that is set");

    /** A first fragment ends before its upper-layer header does (RFC 7112 section 5). The sender, or an attacker. */
    public static final DropReason FIRST_FRAGMENT_INCOMPLETE = DropReason.declare(
            "IPV6_FIRST_FRAGMENT_INCOMPLETE",
            Severity.WARNING,
            "a first fragment does not hold all headers up to and including the upper layer's");

    /** A Jumbo Payload option although Payload Length is not 0 (RFC 2675 section 3). The sender. */
    public static final DropReason JUMBO_PAYLOAD_UNEXPECTED = DropReason.declare(
            "IPV6_JUMBO_PAYLOAD_UNEXPECTED",
            Severity.WARNING,
            "a Jumbo Payload option although Payload Length is not 0");

    /** A Fragment header in a jumbogram (RFC 2675 section 3). The sender. */
    public static final DropReason JUMBO_FRAGMENT =
            DropReason.declare("IPV6_JUMBO_FRAGMENT", Severity.WARNING, "a Fragment header in a jumbogram");

    private static final int NONE = -1;

    private final int maxLength;
    private final int[] types;
    private final int[] offsets;

    private int totalLength;
    private int headerCount;
    private int protocol;
    private int upperLayerOffset;
    private int hopByHopOffset;
    private int routingOffset;
    private int fragmentHeaderOffset;
    private int fragmentOffsetAndFlags;
    private int identification;
    private int errorOffset;

    /** A walker with {@link #DEFAULT_MAX_HEADERS} and {@link #DEFAULT_MAX_LENGTH}. */
    public Ipv6ExtensionWalker() {
        this(DEFAULT_MAX_HEADERS, DEFAULT_MAX_LENGTH);
    }

    /**
     * A walker with limits of its own.
     *
     * @param maxHeaders the most extension headers of a packet, 0 to 8,191.
     * @param maxLength the most octets of extension headers of a packet, not negative.
     * @throws IllegalArgumentException when a limit is outside its range.
     */
    public Ipv6ExtensionWalker(final int maxHeaders, final int maxLength) {
        if (maxHeaders < 0 || maxHeaders > 8191) {
            throw new IllegalArgumentException("maxHeaders: value=" + maxHeaders + ", limit=8191");
        }
        if (maxLength < 0) {
            throw new IllegalArgumentException("maxLength: value=" + maxLength + ", expected 0 or more");
        }
        this.maxLength = maxLength;
        this.types = new int[maxHeaders];
        this.offsets = new int[maxHeaders];
        clear();
    }

    /**
     * Walks a packet, which need not be checked before: {@link Ipv6Flyweight#check(DirectBuffer, int, int)} is the first step.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the fixed header.
     * @param length octets from there on; link padding may follow.
     * @return {@link DropReason#NONE}, or why the walk did not reach its end.
     */
    public DropReason walk(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return walk(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #walk(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the fixed header.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or why the walk did not reach its end.
     */
    public DropReason walk(final @Nullable Object base, final long address, final int length) {
        clear();
        final DropReason reason = Ipv6Flyweight.check(base, address, length);
        if (reason != DropReason.NONE) {
            errorOffset = reason == Ipv6Flyweight.BAD_VERSION ? 0 : Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET;
            return reason;
        }
        totalLength = Ipv6Flyweight.totalLength(base, address);
        int position = Ipv6Flyweight.HEADER_LENGTH;
        int pointer = Ipv6Flyweight.NEXT_HEADER_OFFSET;
        int next = Memory.u8(base, address + pointer);
        while (isExtension(next)) {
            if (next == IpProtocol.HOP_BY_HOP && position != Ipv6Flyweight.HEADER_LENGTH) {
                return failed(HOP_BY_HOP_NOT_FIRST, pointer);
            }
            if (headerCount == types.length) {
                return failed(TOO_MANY_EXTENSION_HEADERS, pointer);
            }
            final int remaining = totalLength - position;
            if (remaining < Ipv6ExtensionFlyweight.MIN_HEADER_LENGTH) {
                return truncated(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, position);
            }
            final int headerLength = headerLength(next, base, address + position);
            if (headerLength > remaining) {
                return truncated(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, position);
            }
            if (position + headerLength - Ipv6Flyweight.HEADER_LENGTH > maxLength) {
                return failed(EXTENSION_HEADERS_TOO_LONG, position);
            }
            types[headerCount] = next;
            offsets[headerCount] = position;
            headerCount++;
            final DropReason refused = enter(next, base, address, position, headerLength);
            if (refused != DropReason.NONE) {
                return refused;
            }
            pointer = position;
            next = Memory.u8(base, address + position);
            position += headerLength;
            if (isLaterFragment()) {
                break;
            }
        }
        protocol = next;
        upperLayerOffset = position;
        if (isFirstFragment() && !isUpperLayerHeaderComplete(base, address + position, totalLength - position)) {
            return failed(FIRST_FRAGMENT_INCOMPLETE, position);
        }
        return DropReason.NONE;
    }

    /** Notes what a header says about the packet as a whole. */
    private DropReason enter(
            final int type,
            final @Nullable Object base,
            final long address,
            final int position,
            final int headerLength) {
        switch (type) {
            case IpProtocol.HOP_BY_HOP -> {
                hopByHopOffset = position;
                return checkJumboPayload(base, address, position);
            }
            case IpProtocol.ROUTING -> {
                if (routingOffset == NONE) {
                    routingOffset = position;
                }
                return DropReason.NONE;
            }
            case IpProtocol.FRAGMENT -> {
                if (totalLength - Ipv6Flyweight.HEADER_LENGTH >= Ipv6Flyweight.MIN_JUMBO_PAYLOAD_LENGTH) {
                    return failed(JUMBO_FRAGMENT, position);
                }
                enterFragment(base, address + position, position);
                return DropReason.NONE;
            }
            case IpProtocol.AH -> {
                return headerLength < AuthenticationFlyweight.MIN_HEADER_LENGTH
                        ? failed(
                                AuthenticationFlyweight.BAD_LENGTH,
                                position + AuthenticationFlyweight.PAYLOAD_LENGTH_OFFSET)
                        : DropReason.NONE;
            }
            default -> {
                return DropReason.NONE;
            }
        }
    }

    private DropReason checkJumboPayload(final @Nullable Object base, final long address, final int position) {
        if (Memory.u16(base, address + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET) == 0) {
            return DropReason.NONE;
        }
        final int data = Ipv6Flyweight.jumboPayloadDataOffset(base, address + position);
        return data < 0 ? DropReason.NONE : failed(JUMBO_PAYLOAD_UNEXPECTED, position + data - 2);
    }

    /**
     * Of several Fragment headers the first counts that is not atomic: it is what a reassembly has to undo first.
     */
    private void enterFragment(final @Nullable Object base, final long header, final int position) {
        if (fragmentOffsetAndFlags == 0) {
            fragmentHeaderOffset = position;
            fragmentOffsetAndFlags = Memory.u16(base, header + Ipv6FragmentFlyweight.FRAGMENT_OFFSET_FLAGS_OFFSET)
                    & (Ipv6FragmentFlyweight.FRAGMENT_OFFSET_MASK | Ipv6FragmentFlyweight.MORE_FRAGMENTS_FLAG);
            identification = Memory.i32(base, header + Ipv6FragmentFlyweight.IDENTIFICATION_OFFSET);
        }
    }

    private void clear() {
        totalLength = 0;
        headerCount = 0;
        protocol = IpProtocol.NO_NEXT_HEADER;
        upperLayerOffset = 0;
        hopByHopOffset = NONE;
        routingOffset = NONE;
        fragmentHeaderOffset = NONE;
        fragmentOffsetAndFlags = 0;
        identification = 0;
        errorOffset = NONE;
    }

    private DropReason failed(final DropReason reason, final int offset) {
        errorOffset = offset;
        return reason;
    }

    /** The same missing octets have another cause in a first fragment: the headers were torn apart (RFC 7112). */
    private DropReason truncated(final DropReason reason, final int offset) {
        return failed(isFirstFragment() ? FIRST_FRAGMENT_INCOMPLETE : reason, offset);
    }

    private static boolean isExtension(final int nextHeader) {
        return switch (nextHeader) {
            case IpProtocol.HOP_BY_HOP,
                    IpProtocol.ROUTING,
                    IpProtocol.FRAGMENT,
                    IpProtocol.AH,
                    IpProtocol.DESTINATION_OPTIONS,
                    IpProtocol.MOBILITY,
                    IpProtocol.HIP,
                    IpProtocol.SHIM6 -> true;
            default -> false;
        };
    }

    private static int headerLength(final int type, final @Nullable Object base, final long header) {
        return switch (type) {
            case IpProtocol.FRAGMENT -> Ipv6FragmentFlyweight.HEADER_LENGTH;
            case IpProtocol.AH -> AuthenticationFlyweight.headerLength(base, header);
            default -> Ipv6ExtensionFlyweight.headerLength(base, header);
        };
    }

    /** Whether a first fragment holds the whole upper-layer header, as far as its protocol is known (RFC 7112 section 3). */
    private boolean isUpperLayerHeaderComplete(final @Nullable Object base, final long header, final int octets) {
        return switch (protocol) {
            case IpProtocol.TCP ->
                octets >= TcpFlyweight.MIN_HEADER_LENGTH && octets >= TcpFlyweight.headerLength(base, header);
            case IpProtocol.UDP, IpProtocol.UDP_LITE -> octets >= UdpFlyweight.HEADER_LENGTH;
            // Type, code and checksum, RFC 7112 section 3.
            case IpProtocol.ICMPV6 -> octets >= Integer.BYTES;
            case IpProtocol.IPV6 -> octets >= Ipv6Flyweight.HEADER_LENGTH;
            case IpProtocol.IPV4 ->
                octets >= Ipv4Flyweight.MIN_HEADER_LENGTH && octets >= (Memory.u8(base, header) & 0xF) << 2;
            case IpProtocol.ESP -> octets >= EspFlyweight.HEADER_LENGTH;
            case IpProtocol.SCTP, IpProtocol.DCCP -> octets >= 12;
            default -> true;
        };
    }

    /** {@return octets of the packet, fixed header included, without link padding: 40 or more} */
    public int totalLength() {
        return totalLength;
    }

    /** {@return what the walk ended at, 8 bits, one of {@link IpProtocol} or another: 0 to 255} */
    public int protocol() {
        return protocol;
    }

    /** {@return where the walk ended: the upper layer's header, or a later fragment's data} */
    public int upperLayerOffset() {
        return upperLayerOffset;
    }

    /** {@return octets from {@link #upperLayerOffset()} to the end of the packet} */
    public int upperLayerLength() {
        return totalLength - upperLayerOffset;
    }

    /** {@return whether the upper layer's header is here: in every packet but later fragments} */
    public boolean hasUpperLayerHeader() {
        return !isLaterFragment();
    }

    /** {@return how many extension headers were walked over: 0 to the limit} */
    public int headerCount() {
        return headerCount;
    }

    /**
     * The type of an extension header.
     *
     * @param index 0 to {@link #headerCount()} − 1.
     * @return one of {@link IpProtocol}.
     */
    public int headerType(final int index) {
        return types[index];
    }

    /**
     * Where an extension header begins.
     *
     * @param index 0 to {@link #headerCount()} − 1.
     * @return 40 or more.
     */
    public int headerOffset(final int index) {
        return offsets[index];
    }

    /** {@return where Hop-by-Hop Options begin: 40; −1 when there are none} */
    public int hopByHopOffset() {
        return hopByHopOffset;
    }

    /** {@return where the first Routing header begins: 40 or more; −1 when there is none} */
    public int routingOffset() {
        return routingOffset;
    }

    /** {@return where the Fragment header begins: 40 or more; −1 when there is none} */
    public int fragmentHeaderOffset() {
        return fragmentHeaderOffset;
    }

    /** {@return whether the packet is a piece of a larger one: it has a Fragment header that is not atomic (RFC 6946)} */
    public boolean isFragment() {
        return fragmentOffsetAndFlags != 0;
    }

    /** {@return whether the packet is the first of several fragments} */
    public boolean isFirstFragment() {
        return fragmentOffsetAndFlags == Ipv6FragmentFlyweight.MORE_FRAGMENTS_FLAG;
    }

    /** {@return whether the packet is a fragment other than the first, and holds no upper-layer header} */
    public boolean isLaterFragment() {
        return fragmentOffsetOctets() != 0;
    }

    /** {@return whether More Fragments is set} */
    public boolean isMoreFragments() {
        return (fragmentOffsetAndFlags & Ipv6FragmentFlyweight.MORE_FRAGMENTS_FLAG) != 0;
    }

    /** {@return Fragment Offset in octets: 0 to 65,528} */
    public int fragmentOffsetOctets() {
        return fragmentOffsetAndFlags & Ipv6FragmentFlyweight.FRAGMENT_OFFSET_MASK;
    }

    /** {@return Identification of the Fragment header, 32 bits; 0 when there is none} */
    public int identification() {
        return identification;
    }

    /**
     * Where the octet is that ended a walk with another reason than {@link DropReason#NONE}.
     *
     * @return 0 or more; −1 after a walk that reached its end.
     */
    public int errorOffset() {
        return errorOffset;
    }
}
