package org.firsthop.node.dissect.protocol;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv4OptionIterator;
import org.firsthop.core.wire.Ipv4OptionType;
import org.firsthop.core.wire.Ipv4RouteOptionFlyweight;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Slice;

/** The options of an IPv4 header (RFC 791 section 3.1), by type and length. */
final class Ipv4Options {
    /** Octets of an option that has a length. */
    private static final int MIN_LENGTH = 2;

    private Ipv4Options() {}

    /** Adds the options of the kinds known; the first whose length is wrong ends them. */
    static void dissect(final Layer layer, final Slice slice, final Ipv4Flyweight ip) {
        layer.indent();
        final Ipv4OptionIterator options = new Ipv4OptionIterator().wrap(ip);
        while (options.next()) {
            if (isKnown(options.type())) {
                final int offset = options.offset() - slice.start();
                layer.add(Ipv4Dissector.OPTION_TYPE, offset, 1, options.type());
                if (options.length() > 1) {
                    layer.add(Ipv4Dissector.OPTION_LENGTH, offset + 1, 1, options.length());
                }
            }
        }
        layer.outdent();
    }

    /**
     * Where the address stands that the packet is going to in the end: in the first source route, if there is one.
     *
     * @throws org.firsthop.node.dissect.MissingOctets when the options are cut before that is known.
     */
    static int finalDestinationOffset(final Slice slice, final int headerLength) {
        int offset = Ipv4Flyweight.OPTIONS_OFFSET;
        while (offset < headerLength) {
            final int type = slice.u8(offset);
            if (type == Ipv4OptionType.NO_OPERATION) {
                offset++;
                continue;
            }
            if (type == Ipv4OptionType.END_OF_LIST || offset + 1 == headerLength) {
                break;
            }
            final int length = slice.u8(offset + 1);
            if (length < MIN_LENGTH || length > headerLength - offset) {
                break;
            }
            if (Ipv4OptionType.isSourceRoute(type)) {
                slice.require(offset, length);
                return isUnderWay(slice, offset, length)
                        ? offset + length - Integer.BYTES
                        : Ipv4Flyweight.DESTINATION_OFFSET;
            }
            offset += length;
        }
        return Ipv4Flyweight.DESTINATION_OFFSET;
    }

    /** Whether a source route points to one of its addresses, which is where the packet goes next. */
    private static boolean isUnderWay(final Slice slice, final int offset, final int length) {
        final int start = slice.start() + offset;
        return Ipv4RouteOptionFlyweight.check(slice.buffer(), start, length) == DropReason.NONE
                && isUnderWay(new Ipv4RouteOptionFlyweight().wrap(slice.buffer(), start));
    }

    private static boolean isUnderWay(final Ipv4RouteOptionFlyweight route) {
        final boolean atAddress = (route.pointer() - Ipv4RouteOptionFlyweight.FIRST_POINTER) % Integer.BYTES == 0;
        return atAddress && !route.isExhausted();
    }

    private static boolean isKnown(final int type) {
        return switch (type) {
            case Ipv4OptionType.END_OF_LIST,
                    Ipv4OptionType.NO_OPERATION,
                    Ipv4OptionType.RECORD_ROUTE,
                    Ipv4OptionType.QUICK_START,
                    Ipv4OptionType.TIMESTAMP,
                    Ipv4OptionType.TRACEROUTE,
                    Ipv4OptionType.SECURITY,
                    Ipv4OptionType.LOOSE_SOURCE_ROUTE,
                    Ipv4OptionType.EXTENDED_SECURITY,
                    Ipv4OptionType.COMMERCIAL_SECURITY,
                    Ipv4OptionType.STREAM_ID,
                    Ipv4OptionType.STRICT_SOURCE_ROUTE,
                    Ipv4OptionType.ROUTER_ALERT -> true;
            default -> false;
        };
    }
}
