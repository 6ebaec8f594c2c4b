package org.firsthop.benchmarks.fib;

import java.util.Arrays;
import java.util.List;

/**
 * DIR-24-8 in Java (Gupta, Lin and McKeown, "Routing Lookups in Hardware at Memory Access Speeds", INFOCOM 1998), as a
 * candidate beside the FIB that a router has: 16 bits for each /24, and for those with longer prefixes the number of a group
 * of 256 answers. It is filled once, and has no updates: it shows what its lookups would be worth.
 */
final class Dir248Table {
    static final String NAME = "DIR-24-8 in Java";

    private static final int FIRST_LENGTH = 24;
    private static final int GROUP = 256;
    private static final int IS_GROUP = 0x8000;

    private final char[] first = new char[1 << FIRST_LENGTH];
    private char[] groups = new char[GROUP];
    private int groupCount;
    private final AddressStreams streams;

    /**
     * A filled table.
     *
     * @param routes with next hops below 32,768.
     * @param streams that it looks up.
     */
    Dir248Table(final RouteSet routes, final AddressStreams streams) {
        this.streams = streams;
        for (final int route : routes.byLength()) {
            put(routes.ipv4(route), routes.length(route), (char) routes.hop(route));
        }
    }

    /** Writes a prefix over all that lies below it: prefixes come in the order of their lengths. */
    private void put(final int prefix, final int length, final char hop) {
        final int at = prefix >>> (Integer.SIZE - FIRST_LENGTH);
        if (length <= FIRST_LENGTH) {
            Arrays.fill(first, at, at + (1 << (FIRST_LENGTH - length)), hop);
            return;
        }
        if ((first[at] & IS_GROUP) == 0) {
            if (groups.length == groupCount * GROUP) {
                groups = Arrays.copyOf(groups, 2 * groups.length);
            }
            Arrays.fill(groups, groupCount * GROUP, (groupCount + 1) * GROUP, first[at]);
            first[at] = (char) (IS_GROUP | groupCount++);
        }
        final int from = (first[at] & ~IS_GROUP) * GROUP + (prefix & (GROUP - 1));
        Arrays.fill(groups, from, from + (1 << (Integer.SIZE - length)), hop);
    }

    void addTo(final List<PeerTable> tables) {
        tables.add(new Way(this, false));
        tables.add(new Way(this, true));
    }

    private int lookup(final int address) {
        final int answer = first[address >>> (Integer.SIZE - FIRST_LENGTH)];
        return (answer & IS_GROUP) == 0
                ? answer
                : groups[((answer & ~IS_GROUP) << Byte.SIZE) | (address & (GROUP - 1))];
    }

    private void lookup(final int[] addresses, final int[] answers) {
        for (int i = 0; i < addresses.length; i++) {
            answers[i] = first[addresses[i] >>> (Integer.SIZE - FIRST_LENGTH)];
        }
        for (int i = 0; i < addresses.length; i++) {
            if ((answers[i] & IS_GROUP) != 0) {
                answers[i] = groups[((answers[i] & ~IS_GROUP) << Byte.SIZE) | (addresses[i] & (GROUP - 1))];
            }
        }
    }

    private static final class Way implements PeerTable {
        private final Dir248Table table;
        private final boolean isBatch;
        private final int[] hops = new int[AddressStreams.VECTOR];

        Way(final Dir248Table table, final boolean isBatch) {
            this.table = table;
            this.isBatch = isBatch;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isBatch() {
            return isBatch;
        }

        @Override
        public void pass(final int stream) {
            if (isBatch) {
                for (final int[] vector : table.streams.ipv4[stream]) {
                    table.lookup(vector, hops);
                }
            } else {
                passOneByOne(table, table.streams.ipv4Rows[stream], hops);
            }
        }

        private static void passOneByOne(final Dir248Table table, final int[] addresses, final int[] answers) {
            for (int i = 0; i < addresses.length; i++) {
                answers[i & (AddressStreams.VECTOR - 1)] = table.lookup(addresses[i]);
            }
        }

        @Override
        public void answers(final int stream, final int vector, final int[] answers) {
            final int[] addresses = table.streams.ipv4[stream][vector];
            if (isBatch) {
                table.lookup(addresses, answers);
            } else {
                passOneByOne(table, addresses, answers);
            }
        }
    }
}
