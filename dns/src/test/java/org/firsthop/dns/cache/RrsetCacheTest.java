package org.firsthop.dns.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

class RrsetCacheTest {
    private static final long SECOND = 1_000_000_000L;

    private final RrsetCache cache =
            new RrsetCache(CacheConfig.DEFAULT.withCapacity(2 << 20).withStaleTtl(600), new ChaChaRandom(1));

    private long put(final String name, final int ttl, final TrustRank rank, final long now, final int... addresses) {
        final DomainName owner = DomainName.of(name);
        cache.begin(owner.base(), owner.address(), owner.length());
        for (final int address : addresses) {
            Memory.putI32(null, cache.rdataAddress(), address);
            cache.record(0, RecordType.A, ttl, 4);
        }
        return cache.commitPositive(RecordType.A, rank, now);
    }

    private long find(final String name) {
        final DomainName owner = DomainName.of(name);
        return cache.find(owner.base(), owner.address(), owner.length(), RecordType.A);
    }

    @Test
    void shouldFindWhateverTheCase() {
        final long entry = put("www.example.com.", 300, TrustRank.ANSWER, 0, 1);
        assertNotEquals(0, entry);
        assertEquals(entry, find("WWW.Example.COM."));
        assertEquals(0, find("ww.example.com."));
    }

    @Test
    void shouldCountTheTtlDown() {
        final long entry = put("a.", 300, TrustRank.ANSWER, 5 * SECOND, 1);
        assertEquals(300, RrsetCache.remainingTtl(entry, 5 * SECOND));
        assertEquals(1, RrsetCache.remainingTtl(entry, 304 * SECOND));
        assertTrue(RrsetCache.isLive(entry, 305 * SECOND - 1));
        assertFalse(RrsetCache.isLive(entry, 305 * SECOND));
    }

    /** Bug class 22: RFC 2181 section 8, TTLs with the top bit; 0; the cap. */
    @Test
    void shouldTakeTtlsForWhatTheyAre() {
        assertFalse(RrsetCache.isLive(put("a.", 0x8000_0000, TrustRank.ANSWER, 0, 1), 0));
        assertFalse(RrsetCache.isLive(put("b.", -1, TrustRank.ANSWER, 0, 1), 0));
        assertEquals(86_400, RrsetCache.remainingTtl(put("c.", Integer.MAX_VALUE, TrustRank.ANSWER, 0, 1), 0));
        final long zero = put("d.", 0, TrustRank.ANSWER, SECOND, 1);
        assertFalse(RrsetCache.isLive(zero, SECOND));
        assertTrue(RrsetCache.isUsable(zero, SECOND, 2 * SECOND), "for the query that it was fetched for");
        assertFalse(RrsetCache.isUsable(zero, SECOND + 1, 2 * SECOND), "and for no later one");
    }

    @Test
    void shouldNotLetLessTrustedDataReplaceMoreTrusted() {
        put("a.", 300, TrustRank.AUTHORITATIVE_ANSWER, 0, 1);
        assertEquals(0, put("a.", 300, TrustRank.ANSWER, SECOND, 2));
        assertEquals(1, Memory.i32(null, RrsetCache.valueAddress(find("a.")) + RrsetCache.RECORD_LENGTH));
        assertEquals(1, cache.refusedByRank());
        assertNotEquals(0, put("a.", 300, TrustRank.ANSWER, 301 * SECOND, 2), "once it has expired it may be");
    }

    @Test
    void shouldKeepARecordOfASetOnce() {
        assertEquals(
                2 * (RrsetCache.RECORD_LENGTH + 4), RrsetCache.valueLength(put("a.", 1, TrustRank.ANSWER, 0, 7, 8, 7)));
    }

    /** Bug class 23: huge RRsets. */
    @Test
    void shouldRefuseSetsWithTooManyRecordsAsAWhole() {
        final int[] addresses = new int[257];
        java.util.Arrays.setAll(addresses, i -> i);
        assertEquals(0, put("a.", 300, TrustRank.ANSWER, 0, addresses));
        assertEquals(0, find("a."));
        assertEquals(1, cache.refusedTooLarge());
    }

    @Test
    void shouldForgetThatANameDoesNotExistWhenItDoes() {
        final DomainName name = DomainName.of("a.");
        cache.begin(name.base(), name.address(), name.length());
        cache.commitNxDomain(TrustRank.AUTHORITATIVE_AUTHORITY, 0, 0);
        assertNotEquals(0, cache.findNxDomain(name.base(), name.address(), name.length()));
        put("a.", 300, TrustRank.ANSWER, 0, 1);
        assertEquals(0, cache.findNxDomain(name.base(), name.address(), name.length()));
    }

    /** Bug class 24: the bound holds under a flood of random names, and what is asked for again stays. */
    @Test
    void shouldNeverExceedItsBoundUnderAFloodOfRandomNames() {
        final ChaChaRandom random = new ChaChaRandom(2);
        final long capacity = cache.capacity();
        assertTrue(capacity <= 2 << 20, "capacity: " + capacity);
        put("popular.example.", 86_400, TrustRank.ANSWER, 0, 1);
        for (int i = 0; i < 200_000; i++) {
            final String name =
                    Long.toHexString(random.nextLong()) + "x".repeat(random.nextInt(40)) + ".victim.example.";
            final int[] addresses = new int[1 + random.nextInt(random.nextInt(20) == 0 ? 100 : 3)];
            java.util.Arrays.setAll(addresses, n -> n);
            assertNotEquals(0, put(name, 300, TrustRank.ANSWER, 0, addresses));
            if (i % 100 == 0) {
                assertNotEquals(0, find("popular.example."), "after " + i);
            }
        }
        assertEquals(capacity, cache.capacity());
        assertTrue(cache.evictions() > 150_000);
        assertTrue(cache.longestProbe() < 64, "longest probe: " + cache.longestProbe());
    }

    @Test
    void shouldAgreeWithItsIndexAfterRandomUse() {
        final ChaChaRandom random = new ChaChaRandom(3);
        for (int i = 0; i < 50_000; i++) {
            final int[] addresses = new int[1 + random.nextInt(60)];
            java.util.Arrays.setAll(addresses, n -> n);
            put("n" + random.nextInt(30_000) + ".example.", 300, TrustRank.ANSWER, 0, addresses);
            if (random.nextInt(5_000) == 0) {
                cache.flush(DomainName.of("n" + random.nextInt(30_000) + ".example."), false);
            }
        }
        final int[] seen = new int[1];
        cache.inspect(0, entry -> {
            seen[0]++;
            final DomainName name = entry.name();
            assertNotEquals(0, cache.find(name.base(), name.address(), name.length(), entry.type()), name.toString());
            return true;
        });
        assertEquals(cache.size(), seen[0]);
        cache.flush(DomainName.of("example."), true);
        assertEquals(0, cache.size());
    }

    @Test
    void shouldFlushNamesAndTrees() {
        put("a.example.", 300, TrustRank.ANSWER, 0, 1);
        put("b.a.example.", 300, TrustRank.ANSWER, 0, 1);
        put("xa.example.", 300, TrustRank.ANSWER, 0, 1);
        assertEquals(1, cache.flush(DomainName.of("A.example."), false));
        assertNotEquals(0, find("b.a.example."));
        assertEquals(1, cache.flush(DomainName.of("a.example."), true));
        assertNotEquals(0, find("xa.example."));
        cache.flush();
        assertEquals(0, find("xa.example."));
    }

    @Test
    void shouldServeStaleForItsTimeOnly() {
        final long entry = put("a.", 10, TrustRank.ANSWER, 0, 1);
        assertTrue(cache.isServable(entry, 609 * SECOND));
        assertFalse(cache.isServable(entry, 610 * SECOND));
    }

    @Test
    void shouldRefuseBoundsOutsideTheirRanges() {
        assertThrows(IllegalArgumentException.class, () -> CacheConfig.DEFAULT.withCapacity(1 << 20));
        assertThrows(IllegalArgumentException.class, () -> CacheConfig.DEFAULT.withFailureTtl(301));
        assertThrows(IllegalArgumentException.class, () -> CacheConfig.DEFAULT.withTtls(2, 1));
    }
}
