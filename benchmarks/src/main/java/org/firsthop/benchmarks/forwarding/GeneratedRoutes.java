package org.firsthop.benchmarks.forwarding;

import java.util.SplittableRandom;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;

/** Tables like the Internet's, made from a seed. */
final class GeneratedRoutes {
    private GeneratedRoutes() {}

    static ForwardingTables tables(
            final InterfaceTable interfaces,
            final IpInterface iface,
            final ReadEpochs epochs,
            final int routes,
            final SplittableRandom random) {
        final ForwardingTables tables = new ForwardingTables(
                interfaces, new AdjacencyTable(epochs, 1024), new LinearScanIpv4Fib(100), new LinearScanIpv6Fib(100));
        final int hop = tables.nextHop(iface, 0xCB007101);
        tables.addNeighbor(iface, 0xCB007101, 0x0200_0000_0009L);
        tables.addRoute(0, 0, hop);
        tables.ipv4().remove(0xCB007101, 32);
        return tables;
    }

    static int routedAddress(final Ipv4Fib fib, final SplittableRandom random) {
        return random.nextInt(0x0B000000, 0x7E000000);
    }
}
