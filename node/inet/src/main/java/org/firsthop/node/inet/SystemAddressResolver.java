package org.firsthop.node.inet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.client.DnsAnswer;
import org.firsthop.dns.client.HostAddresses;
import org.firsthop.dns.message.Rcode;
import org.firsthop.node.dns.SystemResolver;

/** The JDK's question put to a {@link SystemResolver}, and its answer as the JDK wants it. Free for any thread. */
final class SystemAddressResolver implements InetAddressResolver {
    private static final int IPV4_LENGTH = Integer.BYTES;
    private static final int IPV6_LENGTH = 2 * Long.BYTES;

    private final SystemResolver resolver;

    SystemAddressResolver(final SystemResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public Stream<InetAddress> lookupByName(final String host, final LookupPolicy lookupPolicy)
            throws UnknownHostException {
        final int wanted = lookupPolicy.characteristics();
        final HostAddresses found = addresses(host);
        final List<Ipv6Address> addresses = new ArrayList<>();
        for (final Ipv6Address address : found.addresses()) {
            if ((wanted & (address.isIpv4Mapped() ? LookupPolicy.IPV4 : LookupPolicy.IPV6)) != 0) {
                addresses.add(address);
            }
        }
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host + ": " + why(found));
        }
        // The sort is stable: within a family the order stays.
        if ((wanted & LookupPolicy.IPV4_FIRST) != 0) {
            addresses.sort(Comparator.comparing(address -> !address.isIpv4Mapped()));
        } else if ((wanted & LookupPolicy.IPV6_FIRST) != 0) {
            addresses.sort(Comparator.comparing(Ipv6Address::isIpv4Mapped));
        }
        final Stream.Builder<InetAddress> result = Stream.builder();
        for (final Ipv6Address address : addresses) {
            result.add(InetAddress.getByAddress(host, octets(address)));
        }
        return result.build();
    }

    private static String why(final HostAddresses found) {
        int rcode = Rcode.NOERROR;
        for (final DnsAnswer answer : found.answers()) {
            rcode = Math.max(rcode, answer.rcode());
        }
        return switch (rcode) {
            case Rcode.NOERROR -> "it has no address of the kind that is asked for";
            case Rcode.NXDOMAIN -> "there is no such name";
            default -> "its servers gave no answer, " + Rcode.name(rcode);
        };
    }

    private HostAddresses addresses(final String host) throws UnknownHostException {
        try {
            return resolver.addresses(host);
        } catch (final IOException | IllegalArgumentException wrong) {
            throw unknown(host + ": " + wrong.getMessage(), wrong);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unknown(host + ": interrupted", interrupted);
        }
    }

    @Override
    public String lookupByAddress(final byte[] addr) throws UnknownHostException {
        if (addr.length != IPV4_LENGTH && addr.length != IPV6_LENGTH) {
            throw new IllegalArgumentException("addr: length=" + addr.length + ", expected 4 or 16");
        }
        final UnsafeBuffer octets = new UnsafeBuffer(addr);
        final Ipv6Address address = addr.length == IPV4_LENGTH
                ? Ipv6Address.ofIpv4Mapped(NetworkOrder.i32(octets, 0))
                : new Ipv6Address(NetworkOrder.i64(octets, 0), NetworkOrder.i64(octets, Long.BYTES));
        try {
            final String name = resolver.nameOf(address);
            if (name != null) {
                return name;
            }
            throw new UnknownHostException(address + ": no name");
        } catch (final UnknownHostException none) {
            throw none;
        } catch (final IOException wrong) {
            throw unknown(String.valueOf(wrong.getMessage()), wrong);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unknown(address + ": interrupted", interrupted);
        }
    }

    private static UnknownHostException unknown(final String message, final Exception cause) {
        final UnknownHostException unknown = new UnknownHostException(message);
        unknown.initCause(cause);
        return unknown;
    }

    private static byte[] octets(final Ipv6Address address) {
        final UnsafeBuffer octets = new UnsafeBuffer(new byte[address.isIpv4Mapped() ? IPV4_LENGTH : IPV6_LENGTH]);
        if (address.isIpv4Mapped()) {
            NetworkOrder.putI32(octets, 0, (int) address.low());
        } else {
            NetworkOrder.putI64(octets, 0, address.high());
            NetworkOrder.putI64(octets, Long.BYTES, address.low());
        }
        return octets.byteArray();
    }
}
