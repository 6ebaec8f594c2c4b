package org.firsthop.node.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.client.AddressOrder;
import org.jspecify.annotations.Nullable;

/** From which of its addresses this host would send to another: asked of the system's routes, without sending. */
public final class OwnAddresses {
    /** Any port will do; this one is for discarding (RFC 863). */
    private static final int PORT = 9;

    private OwnAddresses() {}

    /** {@return the order of RFC 6724 on this host} */
    public static AddressOrder order() {
        return new AddressOrder(OwnAddresses::towards);
    }

    /**
     * The address that the system chooses to send from.
     *
     * @param destination of any family; IPv4 as IPv4-mapped.
     * @return the source, or {@code null} where there is no route.
     */
    public static @Nullable Ipv6Address towards(final Ipv6Address destination) {
        final byte[] octets = new byte[2 * Long.BYTES];
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        NetworkOrder.putI64(buffer, 0, destination.high());
        NetworkOrder.putI64(buffer, Long.BYTES, destination.low());
        try (DatagramChannel channel = DatagramChannel.open()) {
            // Connecting a UDP socket binds it to the source that the routes say, and sends nothing.
            channel.connect(new InetSocketAddress(InetAddress.getByAddress(octets), PORT));
            final InetAddress source = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
            final UnsafeBuffer found = new UnsafeBuffer(source.getAddress());
            return source instanceof Inet4Address
                    ? Ipv6Address.ofIpv4Mapped(NetworkOrder.i32(found, 0))
                    : new Ipv6Address(NetworkOrder.i64(found, 0), NetworkOrder.i64(found, Long.BYTES));
        } catch (final IOException | IllegalArgumentException noRoute) {
            return null;
        }
    }
}
