package org.firsthop.benchmarks.fib;

import java.util.List;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/** DPDK's tables with the same routes, each in the ways of looking up that DPDK offers. */
final class DpdkTables {
    /** Groups of 256 entries below the first level: enough for either family. */
    private static final int IPV4_GROUPS = 4096;

    private static final int IPV6_GROUPS = 1 << 18;
    private static final int FIB6_GROUPS = 1 << 19;

    /** Prefixes up to this length of rte_lpm lie in its first level. */
    private static final int FIRST_LEVEL = 24;

    /** In the names of ways that DPDK takes only when it is told to. */
    static final String WIDEST = "AVX-512";

    private static final int SCALAR = 1;
    private static final int FIB_AVX512 = 4;
    private static final int FIB6_AVX512 = 2;

    /** What rte_lpm's bulk lookup leaves in the upper octet when it has found a route. */
    private static final int FOUND = 0x0100_0000;

    private static final int HOP_MASK = 0x00FF_FFFF;

    private final RouteSet routes;
    private final AddressStreams streams;
    private final MemoryRegion hops = MemoryRegion.allocate((long) AddressStreams.VECTOR * Long.BYTES);

    DpdkTables(final RouteSet routes, final AddressStreams streams) {
        this.routes = routes;
        this.streams = streams;
    }

    void addTo(final List<PeerTable> tables) {
        if (routes.isIpv6) {
            final long lpm = made("rte_lpm6", DpdkPeers.lpm6Create(1 << 19, IPV6_GROUPS));
            final long fib = made("rte_fib6", DpdkPeers.fib6Create(1 << 19, FIB6_GROUPS));
            for (int i = 0; i < routes.size(); i++) {
                final long high = routes.high(i);
                final long low = routes.low(i);
                added("rte_lpm6", DpdkPeers.lpm6Add(lpm, high, low, routes.length(i), routes.hop(i)));
                added("rte_fib6", DpdkPeers.fib6Add(fib, high, low, routes.length(i), routes.hop(i)));
            }
            tables.add(new Peer(
                    "rte_lpm6", 0, (from, to, count) -> DpdkPeers.lpm6Lookup(lpm, from, to, count), Reads.INT));
            for (final int bulk : new int[] {64, AddressStreams.VECTOR}) {
                tables.add(new Peer(
                        "rte_lpm6",
                        bulk,
                        (from, to, count) -> DpdkPeers.lpm6LookupBulk(lpm, from, to, count, bulk),
                        Reads.UNLESS_NEGATIVE));
                addFib6(tables, "rte_fib6", fib, SCALAR, bulk);
                addFib6(tables, "rte_fib6 " + WIDEST, fib, FIB6_AVX512, bulk);
            }
            return;
        }
        final long lpm = made("rte_lpm", DpdkPeers.lpmCreate(IPV4_GROUPS, IPV4_GROUPS));
        final long fib = made("rte_fib", DpdkPeers.fibCreate(1 << 21, IPV4_GROUPS));
        for (final int i : routes.byLength()) {
            if (routes.length(i) <= FIRST_LEVEL) {
                DpdkPeers.lpmWrite(lpm, routes.ipv4(i), routes.length(i), routes.hop(i));
            } else {
                added("rte_lpm", DpdkPeers.lpmAdd(lpm, routes.ipv4(i), routes.length(i), routes.hop(i)));
            }
            added("rte_fib", DpdkPeers.fibAdd(fib, routes.ipv4(i), routes.length(i), routes.hop(i)));
        }
        tables.add(new Peer("rte_lpm", 0, (from, to, count) -> DpdkPeers.lpmLookup(lpm, from, to, count), Reads.INT));
        for (final int bulk : new int[] {64, AddressStreams.VECTOR}) {
            tables.add(new Peer(
                    "rte_lpm",
                    bulk,
                    (from, to, count) -> DpdkPeers.lpmLookupBulk(lpm, from, to, count, bulk),
                    Reads.WHEN_FOUND));
            addFib(tables, "rte_fib", fib, SCALAR, bulk);
            addFib(tables, "rte_fib " + WIDEST, fib, FIB_AVX512, bulk);
        }
    }

    private void addFib(
            final List<PeerTable> tables, final String name, final long fib, final int type, final int bulk) {
        if (DpdkPeers.fibSelect(fib, type) >= 0) {
            tables.add(new Peer(
                    name,
                    bulk,
                    (from, to, count) -> {
                        DpdkPeers.fibSelect(fib, type);
                        DpdkPeers.fibLookupBulk(fib, from, to, count, bulk);
                    },
                    Reads.LONG));
        }
    }

    private void addFib6(
            final List<PeerTable> tables, final String name, final long fib, final int type, final int bulk) {
        if (DpdkPeers.fib6Select(fib, type) >= 0) {
            tables.add(new Peer(
                    name,
                    bulk,
                    (from, to, count) -> {
                        DpdkPeers.fib6Select(fib, type);
                        DpdkPeers.fib6LookupBulk(fib, from, to, count, bulk);
                    },
                    Reads.LONG));
        }
    }

    private static long made(final String name, final long table) {
        if (table == 0) {
            throw new IllegalStateException(name + ": DPDK has no memory for it");
        }
        return table;
    }

    private static void added(final String name, final int status) {
        if (status != 0) {
            throw new IllegalStateException(name + ": a route was refused: " + status);
        }
    }

    /** How a table writes its answers. */
    private enum Reads {
        INT,
        UNLESS_NEGATIVE,
        WHEN_FOUND,
        LONG;

        int hop(final long address, final int index) {
            if (this == LONG) {
                return (int) Memory.nativeLong(null, address + (long) index * Long.BYTES);
            }
            final int value = Memory.nativeInt(null, address + (long) index * Integer.BYTES);
            return switch (this) {
                case UNLESS_NEGATIVE -> Math.max(0, value);
                case WHEN_FOUND -> (value & FOUND) == 0 ? 0 : value & HOP_MASK;
                default -> value;
            };
        }
    }

    /** Looks up a row of addresses in one call. */
    private interface Call {
        void lookup(long addresses, long hops, int count);
    }

    private final class Peer implements PeerTable {
        private final String name;
        private final int bulk;
        private final Call call;
        private final Reads reads;

        Peer(final String name, final int bulk, final Call call, final Reads reads) {
            this.name = name;
            this.bulk = bulk;
            this.call = call;
            this.reads = reads;
        }

        @Override
        public String name() {
            return bulk == 0 ? name : name + ' ' + bulk;
        }

        @Override
        public boolean isBatch() {
            return bulk > 0;
        }

        @Override
        public void pass(final int stream) {
            call.lookup(streams.address(stream), hops.address(), AddressStreams.LENGTH);
        }

        @Override
        public void answers(final int stream, final int vector, final int[] answers) {
            final long from = streams.address(stream) + (long) vector * AddressStreams.VECTOR * streams.octets();
            call.lookup(from, hops.address(), AddressStreams.VECTOR);
            for (int i = 0; i < answers.length; i++) {
                answers[i] = reads.hop(hops.address(), i);
            }
        }
    }
}
