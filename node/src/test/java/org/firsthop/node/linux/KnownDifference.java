package org.firsthop.node.linux;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where our router and the kernel's differ, and what says so. */
enum KnownDifference {
    /**
     * RFC 1812 section 5.3.7: a router forwards nothing from 0/8, and nothing to 0/8 or 240/4. The kernel allows it since 4.2
     * and 5.3.
     */
    MARTIANS(c -> c.oursDropped("IPV4_MARTIAN_SOURCE", "IPV4_MARTIAN_DESTINATION")
            && (c.octet(12) == 0 || c.octet(12) >= 240 || c.octet(16) == 0 || c.octet(16) >= 240)),

    /** RFC 4291 section 2.5.2: the unspecified address is no destination; the kernel looks for a route to it. */
    UNSPECIFIED_DESTINATION(c ->
            c.oursDropped("IPV6_MARTIAN_DESTINATION") && c.kernel().summary().matches("ICMP (1/0|4/.)")),

    /** RFC 1122 section 3.3.6: a packet to one host in a frame to many is discarded; the kernel answers when the host is itself. */
    ONE_HOST_IN_A_FRAME_TO_MANY(
            c -> c.oursDropped("IPV4_LINK_GROUP_UNICAST", "IPV6_LINK_GROUP_UNICAST") && c.hasGroupLinkAddress()),

    /**
     * RFC 1812 section 5.3.8: checks of sources are off until they are asked for; the kernel always drops those that are its
     * own.
     */
    OWN_SOURCE(c -> c.kernel().isNothing() && c.isFromOwnAddress()),

    /** RFC 1122 section 3.2.1.3: no host is called by a broadcast address; the kernel answers to all hosts of the link. */
    BROADCAST_SOURCE(c -> c.ours().isNothing() && c.isIpv4() && isBroadcast(c, 12)),

    /**
     * RFC 1122 section 3.3.6: zeros for the host are a broadcast, too, on the network that knows them; the kernel forgot it in
     * 5.14.
     */
    ZEROS_FOR_THE_HOST(c -> c.ours().isNothing() && c.isIpv4() && (isZeros(c, 12) || isZeros(c, 16))),

    /**
     * RFC 1812 section 4.3.2.7, RFC 1122 section 3.2.2: only errors get no error; the kernel says nothing about messages
     * that it does not know or has given up.
     */
    UNKNOWN_ICMP_MESSAGE(c -> c.isIpv4()
            && c.kernel().isNothing()
            && c.ours().summary().startsWith("ICMP ")
            && c.octet(9) == 1
            && isUnknownIcmp(c.octet((c.octet(0) & 0xF) << 2))),

    /** RFC 1812 section 5.2.4.1 wants code 5 said of a source route that is not followed; the kernel says nothing. */
    SOURCE_ROUTE(c -> c.ours().summary().equals("ICMP 3/5") && c.kernel().isNothing() && c.hasIpv4Option(131, 137)),

    /**
     * RFC 791 section 3.2: no datagram is longer than 65,535 octets; the kernel forwards and cuts fragments that would make it
     * so.
     */
    FRAGMENT_BEYOND_END(c -> c.oursDropped("IPV4_FRAGMENT_BEYOND_END")),

    /** RFC 1122 section 3.2.2.1: a protocol that nobody speaks is unreachable; the kernel speaks TCP, UDP-Lite and PIM. */
    PROTOCOL_IS_NOT_SPOKEN(
            c -> (c.ours().summary().equals("ICMP 3/2") || c.ours().summary().equals("ICMP 4/1")) && kernelSpeaks(c)),

    /** RFC 1812 section 4.3.2.8: errors are limited; the kernel tells one host little about routes that reject, whatever is set. */
    LIMIT_OF_A_HOST(c -> c.isIpv4()
            && c.kernel().isNothing()
            && (c.of().isRecorded() || c.octet(12) == 198 && c.octet(13) == 18)
            && c.ours().summary().matches("ICMP 3/(0|1|13)")),

    /** RFC 791 section 3.1: a flag that must be zero; where it is not, the kernel clears it in fragments, and ours leaves it. */
    RESERVED_FLAG(c -> c.isIpv4() && c.octet(6) >= 0x80 && c.ours().sent.size() > 1 && Masks.equalBut(c, 6)),

    /** RFC 3168 section 5: the two bits are of the transport; the kernel copies one of them into the TOS of its errors. */
    ECN_IN_ERRORS(c -> c.isIpv4() && c.areSameErrors() && c.areEqualBut(1)),

    /** RFC 792 leaves open which octet of an option is wrong: ours names the length or the pointer, the kernel the option. */
    POINTER_INTO_OPTION(c ->
            c.ours().summary().equals("ICMP 12/0") && c.kernel().summary().equals("ICMP 12/0") && c.areEqualBut(1, 24)),

    /** RFC 1812 section 4.3.3.6 wants options in echo replies; the kernel puts record route and timestamps into errors, too. */
    OPTIONS_IN_ERRORS(c -> c.isIpv4()
            && c.areSameErrors()
            && c.hasIpv4Option(7, 68)
            && (c.kernel().packet()[0] & 0xF) > 5),

    /** RFC 791 section 3.1: timestamps tell the time, and two clocks never agree. */
    TIME(c -> c.isIpv4() && c.hasIpv4Option(68) && c.areEqualBut(times(c))),

    /**
     * RFC 791 section 3.1: what stands behind the end of the list is no option, and a router leaves it; the kernel fills it
     * with zeros.
     */
    BEHIND_END_OF_LIST(c -> c.isIpv4()
            && c.behindEndOfList().length > 0
            && (Masks.equalBut(c, c.behindEndOfList())
                    || c.areSameErrors() && c.areEqualBut(quotedBehindEndOfList(c)))),

    /** RFC 791 section 3.1: options that are not copied are in the first fragment only; the kernel lays fillers in their place. */
    OPTIONS_IN_FRAGMENTS(c -> c.isIpv4()
            && (c.octet(0) & 0xF) > 5
            && c.ours().sent.size() > 1
            && Arrays.equals(c.ours().ipv4Payloads(), c.kernel().ipv4Payloads())),

    /** RFC 6724 section 5: which of a router's addresses an error comes from is the router's choice. */
    SOURCE_OF_ERROR(c -> !c.isIpv4() && c.areSameErrors() && c.areEqualBut(sourceOctets())),

    /**
     * RFC 8200 section 4.2: senders fill PadN with zeros, and 7 octets align anything; that receivers check it is the kernel's own
     * rule.
     */
    ODD_PADDING(c -> !c.isIpv4() && c.kernel().isNothing() && c.hasOddPadding()),

    /** RFC 2675 section 3: no length at all is an erroneous field; the kernel gave up jumbograms, and takes the packet. */
    NO_LENGTH(c -> c.drops().contains("IPV6_JUMBO_PAYLOAD_MISSING ")),

    /** RFC 4443 section 3.4 is about fields; ours says nothing of headers that are not whole, the kernel of Fragment headers. */
    FRAGMENT_HEADER_CUT_SHORT(c -> c.oursDropped("IPV6_TRUNCATED_EXTENSION_HEADER")
            && c.kernel().summary().equals("ICMP 4/0")),

    /** RFC 8200 section 4.5, RFC 7112 section 5: of the faults of a fragment each router tells the one that it comes to first. */
    FAULTS_OF_A_FRAGMENT(c ->
            c.drops().contains("REASSEMBLY_BAD_LENGTH ") && c.kernel().summary().equals("ICMP 4/3")),

    /** RFC 4443 section 3.4: an option that is longer than its header is an erroneous field; the kernel says nothing. */
    OPTION_BEYOND_ITS_HEADER(c -> c.ours().summary().equals("ICMP 4/0")
            && c.kernel().isNothing()
            && c.drops().contains("IPV6_BAD_OPTION_LENGTH")),

    /** RFC 7045 section 2.1: Authentication, Mobility, HIP and Shim6 are extension headers; this kernel knows none of them. */
    HEADERS_UNKNOWN_TO_THE_KERNEL(c -> !c.isIpv4() && c.extensionIsOneOf(51, 135, 139, 140)),

    /** RFC 6946: an atomic fragment is a packet by itself, whatever it holds; the kernel refuses one that holds a fragment. */
    FRAGMENT_IN_ATOMIC_FRAGMENT(c -> c.kernel().summary().equals("ICMP 4/0") && c.hasFragmentInFragment()),

    /** RFC 8200 section 4.4: a routing header at its end is passed over; the kernel drops it when it comes to a group. */
    ROUTING_HEADER_TO_A_GROUP(c -> c.kernel().isNothing() && c.octet(24) == 0xFF && c.extensionIsOneOf(43)),

    /**
     * RFC 4291 section 2.7: a group is of its members; ours shows what comes to groups of the link to its receiver, who drops
     * it.
     */
    GROUP_WITHOUT_MEMBERS(
            c -> c.kernel().isNothing() && c.ours().summary().startsWith("ICMP 4/") && c.octet(24) == 0xFF),

    /**
     * RFC 1812 section 5.2.4.3: answers follow the routes; the kernel's to anycast addresses and groups leave by the link of
     * the question.
     */
    ANSWERS_FOLLOW_ROUTES(c -> !c.isIpv4()
            && isToManyOrAny(c)
            && (c.oursDropped("IP_BLACKHOLE", "IP_UNREACHABLE")
                            && c.kernel().summary().equals("ICMP 129/0")
                    || c.ours().summary().matches("ICMP 129/0|2 frames")
                            && c.ours().sent.get(0).link() != c.of().ingress())),

    /** RFC 9293 section 3.9.2 leaves the traffic class of a reset to who sends it; the kernel's is that of the segment. */
    TRAFFIC_CLASS_OF_RESETS(c -> !c.isIpv4() && isTcp6(c.ours()) && isTcp6(c.kernel()) && c.areEqualBut(0, 1, 2, 3)),

    /** RFC 4291 section 2.5.2: what has no source is never forwarded; the kernel lets it come back to its own link. */
    UNSPECIFIED_SOURCE(c -> c.oursDropped("IPV6_UNSPECIFIED_SOURCE"));

    private static final int UDP_LITE = 136;
    private static final int PIM = 103;

    private final Predicate<Comparison> explains;

    KnownDifference(final Predicate<Comparison> explains) {
        this.explains = explains;
    }

    /** {@return what explains a difference, or {@code null}} */
    static @Nullable KnownDifference of(final Comparison comparison) {
        return Arrays.stream(values())
                .filter(known -> known.explains.test(comparison))
                .findFirst()
                .orElse(null);
    }

    private static boolean isTcp6(final Outcome outcome) {
        final byte[] packet = outcome.packet();
        return packet.length >= 60 && packet[6] == 6;
    }

    private static boolean isUnknownIcmp(final int type) {
        return type > 18 || type == 1 || type == 2 || type == 6 || type == 7 || type == 9 || type == 10;
    }

    private static boolean isToManyOrAny(final Comparison c) {
        return c.octet(24) == 0xFF || c.octet(24) == 0xFD && c.octet(39) == 0;
    }

    private static boolean isBroadcast(final Comparison c, final int offset) {
        return c.octet(offset) == 198 && c.octet(offset + 1) == 18 && c.octet(offset + 3) == 7;
    }

    private static boolean isZeros(final Comparison c, final int offset) {
        return c.octet(offset) == 198 && c.octet(offset + 1) == 18 && c.octet(offset + 3) == 0;
    }

    /** To anycast addresses the kernel does not speak it, and says nothing. */
    private static boolean kernelSpeaks(final Comparison c) {
        final byte[] reply = c.kernel().packet();
        if (c.isIpv4()) {
            return c.octet(9) == 6 && (reply.length == 0 || reply[9] == 6)
                    || c.octet(9) == UDP_LITE
                    || c.octet(9) == PIM;
        }
        return reply.length > 40 && reply[6] == 6
                || reply.length == 0
                        && (isToManyOrAny(c) || c.octet(6) == 6 || c.octet(6) == UDP_LITE || c.octet(6) == PIM);
    }

    private static int[] times(final Comparison c) {
        final int[] offsets = new int[40];
        Arrays.setAll(offsets, i -> 20 + i);
        return offsets;
    }

    private static int[] quotedBehindEndOfList(final Comparison c) {
        final int[] offsets =
                Arrays.stream(c.behindEndOfList()).map(at -> at + 28).toArray();
        final int[] withTos = Arrays.copyOf(offsets, offsets.length + 1);
        withTos[offsets.length] = 1;
        return withTos;
    }

    private static int[] sourceOctets() {
        final int[] offsets = new int[16];
        Arrays.setAll(offsets, i -> 8 + i);
        return offsets;
    }
}
