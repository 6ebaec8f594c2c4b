package org.firsthop.benchmarks.forwarding;

import java.util.SplittableRandom;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.rib.NextHops;

/** Tables of any size, made from a seed: lengths are spread as in the Internet's table, 255 next hops are used alike. */
final class GeneratedRoutes {
    private static final int NEXT_HOPS = 255;

    /** Of a hundred prefixes, how many have each length, from /16 to /24. */
    private static final int[] LENGTHS = {2, 1, 2, 3, 4, 5, 12, 11, 60};

    private GeneratedRoutes() {}

    static ForwardingTables tables(
            final InterfaceTable interfaces,
            final IpInterface iface,
            final ReadEpochs epochs,
            final int routes,
            final SplittableRandom random) {
        final ForwardingTables tables = new ForwardingTables(
                interfaces, new AdjacencyTable(epochs, 1024), new BlockIpv4Fib(epochs), new StrideIpv6Fib(epochs));
        final NextHops[] hops = new NextHops[NEXT_HOPS];
        for (int i = 0; i < NEXT_HOPS; i++) {
            hops[i] = tables.nextHop(iface, 0xCB007101 + i);
            tables.addNeighbor(iface, 0xCB007101 + i, 0x0200_0000_0100L + i);
            // The neighbor's own host route is not one of those asked for.
            tables.ipv4().remove(0xCB007101 + i, 32);
        }
        if (routes == 1) {
            tables.addRoute(0, 0, hops[0]);
        }
        while (routes > 1 && tables.ipv4().size() < routes) {
            final int length = length(random);
            final int prefix = random.nextInt(0x01000000, 0x7F000000) & (-1 << (32 - length));
            tables.addRoute(prefix, length, hops[random.nextInt(NEXT_HOPS)]);
        }
        return tables;
    }

    /** An address that some route contains. */
    static int routedAddress(final Ipv4Fib fib, final SplittableRandom random) {
        while (true) {
            final int address = random.nextInt(0x01000000, 0x7F000000);
            if (fib.lookup(address) != Ipv4Fib.NO_ROUTE) {
                return address;
            }
        }
    }

    private static int length(final SplittableRandom random) {
        int at = random.nextInt(100);
        int length = 16;
        while (at >= LENGTHS[length - 16]) {
            at -= LENGTHS[length - 16];
            length++;
        }
        return length;
    }
}
