package org.firsthop.dns.resolver;

import java.util.Arrays;
import org.firsthop.dns.random.ChaChaRandom;

/**
 * The local ports that questions are sent from, each with the exchanges that are under way at it: source and id are drawn anew for
 * each datagram (RFC 5452 section 9.2).
 */
final class UdpSources {
    private static final int ID_ATTEMPTS = 64;

    private final ChaChaRandom random;
    private final Exchange[] exchanges;

    /** For each source the number of the exchange sent last, the head of a list by {@link Exchange#nextAtSource}. */
    private final int[] heads;

    UdpSources(final int count, final ChaChaRandom random, final Exchange[] exchanges) {
        this.random = random;
        this.exchanges = exchanges;
        heads = new int[count];
        Arrays.fill(heads, Exchange.NONE);
    }

    boolean has(final int source) {
        return source >= 0 && source < heads.length;
    }

    int head(final int source) {
        return heads[source];
    }

    /** Draws a source and an id that no other exchange at that source bears. */
    void join(final Exchange exchange) {
        exchange.source = random.nextInt(heads.length);
        int attempts = 0;
        do {
            exchange.id = random.nextInt() & 0xFFFF;
        } while (isIdTaken(exchange) && ++attempts < ID_ATTEMPTS);
        exchange.nextAtSource = heads[exchange.source];
        heads[exchange.source] = exchange.number;
    }

    private boolean isIdTaken(final Exchange exchange) {
        for (int i = heads[exchange.source]; i != Exchange.NONE; i = exchanges[i].nextAtSource) {
            if (exchanges[i].id == exchange.id) {
                return true;
            }
        }
        return false;
    }

    /** Takes an exchange off its source, if it is at one. */
    void leave(final Exchange exchange) {
        if (exchange.source == Exchange.NONE) {
            return;
        }
        if (heads[exchange.source] == exchange.number) {
            heads[exchange.source] = exchange.nextAtSource;
        } else {
            int i = heads[exchange.source];
            while (exchanges[i].nextAtSource != exchange.number) {
                i = exchanges[i].nextAtSource;
            }
            exchanges[i].nextAtSource = exchange.nextAtSource;
        }
        exchange.source = Exchange.NONE;
    }
}
