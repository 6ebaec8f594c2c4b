package org.firsthop.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.node.dns.ResolverDriver;
import org.junit.jupiter.api.Test;

/** A resolver in ten lines: it asks from the root down and serves others over UDP and TCP. */
class ResolverExampleTest {
    @Test
    void shouldServe() throws Exception {
        ResolverConfig config = ResolverConfig.DEFAULT;
        ChaChaRandom random = new ChaChaRandom(new SecureRandom().nextLong());
        RrsetCache cache = new RrsetCache(CacheConfig.DEFAULT, random);
        ResolverDriver driver = new ResolverDriver(
                config,
                outbox -> Resolver.iterative(config, RootHints.IANA, cache, random, outbox),
                64,
                System::nanoTime);
        InetSocketAddress address = driver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        // driver.run() serves until it is closed; here, until it has answered one query.

        try (DatagramSocket client = new DatagramSocket()) {
            // "example.com. ANY", which needs no server: it is answered with one record (RFC 8482).
            final byte[] query = {
                0,
                7,
                1,
                0,
                0,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                7,
                'e',
                'x',
                'a',
                'm',
                'p',
                'l',
                'e',
                3,
                'c',
                'o',
                'm',
                0,
                0,
                (byte) 255,
                0,
                1
            };
            client.send(new DatagramPacket(query, query.length, address));
            driver.serve(5_000);
            client.setSoTimeout(5_000);
            final byte[] answer = new byte[512];
            client.receive(new DatagramPacket(answer, answer.length));
            assertEquals(7, answer[1]);
            assertEquals(Rcode.NOERROR, answer[3] & 0xF);
            assertEquals(1, answer[7]);
        } finally {
            driver.close();
            driver.run();
        }
    }
}
