package org.firsthop.node.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.ResolverCounter;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.node.dns.ResolverDriver;
import org.firsthop.node.dns.RootHintsFile;
import org.jspecify.annotations.Nullable;

/** A caching resolver that serves at an address: what {@code firsthop dns --resolver} runs. */
final class ResolverService {
    private static final int STALE_SECONDS = 86_400;

    private ResolverService() {}

    /** Opens the sockets; the resolver asks from the root down. */
    static ResolverDriver open(
            final InetSocketAddress listen,
            final @Nullable Path rootHints,
            final int laboratoryPort,
            final long cacheOctets,
            final int maxConnections,
            final boolean dnssec)
            throws IOException {
        final RootHints hints;
        try {
            hints = rootHints == null ? RootHints.IANA : RootHintsFile.read(rootHints);
        } catch (final IllegalArgumentException wrong) {
            throw new InputException(String.valueOf(wrong.getMessage()));
        }
        final ResolverConfig usual = ResolverConfig.DEFAULT
                .withFreshness(ResolverConfig.DEFAULT.staleDelayNanos(), true)
                .withDnssecOk(dnssec);
        final ResolverConfig config = laboratoryPort == 0 ? usual : usual.withServers(laboratoryPort, false, true);
        final byte[] key = new byte[ChaChaRandom.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        final ChaChaRandom random = new ChaChaRandom(key);
        final CacheConfig cacheConfig =
                CacheConfig.DEFAULT.withCapacity(cacheOctets).withStaleTtl(STALE_SECONDS);
        final RrsetCache cache = new RrsetCache(cacheConfig, random);
        final ResolverDriver driver = new ResolverDriver(
                config,
                outbox -> Resolver.iterative(config, hints, cache, random, outbox),
                maxConnections,
                System::nanoTime);
        try {
            driver.listen(listen);
        } catch (final IOException failed) {
            driver.close();
            driver.run();
            throw failed;
        }
        return driver;
    }

    /** What the resolver has done, on one line. */
    static String describe(final ResolverDriver driver) {
        final Resolver resolver = driver.resolver();
        final StringBuilder text = new StringBuilder();
        for (final ResolverCounter counter : ResolverCounter.values()) {
            text.append(counter.name().toLowerCase(Locale.ROOT))
                    .append('=')
                    .append(resolver.counter(counter))
                    .append(' ');
        }
        return text.append("cached=")
                .append(resolver.cache().size())
                .append(" evicted=")
                .append(resolver.cache().evictions())
                .append(" dropped=")
                .append(resolver.drops().total())
                .append(" unsent=")
                .append(driver.unsentDatagrams())
                .toString();
    }
}
