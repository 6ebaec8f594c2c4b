package org.firsthop.benchmarks.fib;

import java.util.List;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;

/** Our own tables, of the class that a router has. */
final class JavaTables {
    private static final String NAME = "firsthop";

    private final BlockIpv4Fib ipv4;
    private final StrideIpv6Fib ipv6;
    private final RouteSet routes;
    private final AddressStreams streams;

    JavaTables(final RouteSet routes) {
        this.routes = routes;
        final ReadEpochs epochs = new ReadEpochs(1);
        ipv4 = new BlockIpv4Fib(epochs);
        ipv6 = new StrideIpv6Fib(epochs);
        final FibUpdate loaded = routes.isIpv6
                ? ipv6.replaceAll(consumer -> {
                    for (int i = 0; i < routes.size(); i++) {
                        consumer.accept(routes.high(i), routes.low(i), routes.length(i), routes.hop(i));
                    }
                })
                : ipv4.replaceAll(consumer -> {
                    for (int i = 0; i < routes.size(); i++) {
                        consumer.accept(routes.ipv4(i), routes.length(i), routes.hop(i));
                    }
                });
        if (loaded != FibUpdate.REPLACED) {
            throw new IllegalStateException("routes: value=" + routes.size() + ", " + loaded);
        }
        ipv4.reclaim();
        ipv6.reclaim();
        streams = new AddressStreams(
                routes,
                (high, low) -> (routes.isIpv6 ? ipv6.lookup(high, low) : ipv4.lookup((int) (high >>> 32))) != 0);
    }

    AddressStreams streams() {
        return streams;
    }

    long lookupOctets() {
        return (routes.isIpv6 ? ipv6.memory() : ipv4.memory()).lookupOctets();
    }

    void addTo(final List<PeerTable> tables) {
        if (routes.isIpv6) {
            tables.add(new Ipv6OneByOne(ipv6, streams));
            tables.add(new Ipv6Batch(ipv6, streams));
        } else {
            tables.add(new Ipv4OneByOne(ipv4, streams));
            tables.add(new Ipv4Batch(ipv4, streams));
        }
    }

    /** What all have. Each has loops of its own, as the tables in C have. */
    private abstract static class Own implements PeerTable {
        final AddressStreams streams;
        final int[] hops = new int[AddressStreams.VECTOR];

        Own(final AddressStreams streams) {
            this.streams = streams;
        }

        @Override
        public String name() {
            return NAME;
        }
    }

    private static final class Ipv4OneByOne extends Own {
        private final BlockIpv4Fib fib;

        Ipv4OneByOne(final BlockIpv4Fib fib, final AddressStreams streams) {
            super(streams);
            this.fib = fib;
        }

        @Override
        public boolean isBatch() {
            return false;
        }

        @Override
        public void pass(final int stream) {
            for (int vector = 0; vector < AddressStreams.VECTORS; vector++) {
                answers(stream, vector, hops);
            }
        }

        @Override
        public void answers(final int stream, final int vector, final int[] hops) {
            final BlockIpv4Fib table = fib;
            final int[] addresses = streams.ipv4[stream][vector];
            for (int i = 0; i < addresses.length; i++) {
                hops[i] = table.lookup(addresses[i]);
            }
        }
    }

    private static final class Ipv4Batch extends Own {
        private final BlockIpv4Fib fib;

        Ipv4Batch(final BlockIpv4Fib fib, final AddressStreams streams) {
            super(streams);
            this.fib = fib;
        }

        @Override
        public boolean isBatch() {
            return true;
        }

        @Override
        public void pass(final int stream) {
            for (int vector = 0; vector < AddressStreams.VECTORS; vector++) {
                answers(stream, vector, hops);
            }
        }

        @Override
        public void answers(final int stream, final int vector, final int[] hops) {
            fib.lookup(streams.ipv4[stream][vector], hops, AddressStreams.VECTOR);
        }
    }

    private static final class Ipv6OneByOne extends Own {
        private final StrideIpv6Fib fib;

        Ipv6OneByOne(final StrideIpv6Fib fib, final AddressStreams streams) {
            super(streams);
            this.fib = fib;
        }

        @Override
        public boolean isBatch() {
            return false;
        }

        @Override
        public void pass(final int stream) {
            for (int vector = 0; vector < AddressStreams.VECTORS; vector++) {
                answers(stream, vector, hops);
            }
        }

        @Override
        public void answers(final int stream, final int vector, final int[] hops) {
            final long[] highs = streams.highs[stream][vector];
            final long[] lows = streams.lows[stream][vector];
            for (int i = 0; i < highs.length; i++) {
                hops[i] = fib.lookup(highs[i], lows[i]);
            }
        }
    }

    private static final class Ipv6Batch extends Own {
        private final StrideIpv6Fib fib;

        Ipv6Batch(final StrideIpv6Fib fib, final AddressStreams streams) {
            super(streams);
            this.fib = fib;
        }

        @Override
        public boolean isBatch() {
            return true;
        }

        @Override
        public void pass(final int stream) {
            for (int vector = 0; vector < AddressStreams.VECTORS; vector++) {
                answers(stream, vector, hops);
            }
        }

        @Override
        public void answers(final int stream, final int vector, final int[] hops) {
            fib.lookup(streams.highs[stream][vector], streams.lows[stream][vector], hops, AddressStreams.VECTOR);
        }
    }
}
