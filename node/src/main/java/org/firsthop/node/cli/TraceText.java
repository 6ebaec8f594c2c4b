package org.firsthop.node.cli;

import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.TraceEvent;
import org.firsthop.dns.resolver.TraceSink;
import org.jspecify.annotations.Nullable;

/** Writes down each step of a resolution, a line each. */
final class TraceText implements TraceSink {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void step(
            final long client,
            final TraceEvent event,
            final @Nullable Object base,
            final long name,
            final int type,
            final long addressHigh,
            final long addressLow,
            final long number) {
        text.append(";; ").append(DomainName.ofWire(base, name));
        if (type != 0) {
            text.append(' ').append(RecordType.name(type));
        }
        if ((addressHigh | addressLow) != 0) {
            final boolean mapped = Ipv6Address.isIpv4Mapped(addressHigh, addressLow);
            final String address = Ipv6Address.toString(addressHigh, addressLow);
            text.append(" @").append(mapped ? address.substring(address.lastIndexOf(':') + 1) : address);
        }
        text.append(": ").append(event.description());
        text.append(event.description().contains(", ") || number != 0 ? " " + number : "")
                .append('\n');
    }

    /** {@return what was written since this was last asked} */
    String take() {
        final String taken = text.toString();
        text.setLength(0);
        return taken;
    }
}
