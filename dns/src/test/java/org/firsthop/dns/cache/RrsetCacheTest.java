package org.firsthop.dns.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
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

    /** A key is written in words, the last of which holds the end of the name, the type and the key space. */
    @Test
    void shouldTellNamesOfEveryLengthApart() {
        final RrsetCache large = new RrsetCache(CacheConfig.DEFAULT.withCapacity(4 << 20), new ChaChaRandom(4));
        final long[] entries = new long[WireName.MAX_LENGTH + 1];
        for (int length = 3; length <= WireName.MAX_LENGTH; length++) {
            final DomainName name = ofLength(length, 'a');
            large.begin(name.base(), name.address(), length);
            Memory.putI32(null, large.rdataAddress(), length);
            large.record(0, RecordType.A, 300, 4);
            entries[length] = large.commitPositive(RecordType.A, TrustRank.ANSWER, 0);
        }
        for (int length = 3; length <= WireName.MAX_LENGTH; length++) {
            final DomainName name = ofLength(length, 'A');
            final long entry = large.find(name.base(), name.address(), length, RecordType.A);
            assertEquals(entries[length], entry, "length " + length);
            final long value = RrsetCache.valueAddress(entry) + RrsetCache.RECORD_LENGTH;
            assertEquals(length, Memory.i32(null, value));
            large.seek(name.base(), name.address(), length, RecordType.A);
            assertEquals(entry, large.findSought());
            assertEquals(0, large.find(name.base(), name.address(), length, RecordType.AAAA));
            assertEquals(0, large.findFailure(name.base(), name.address(), length, RecordType.A));
            final DomainName other = ofLength(length, 'b');
            assertEquals(0, large.find(other.base(), other.address(), length, RecordType.A));
        }
    }

    /** A name of so many octets in wire form whose last letter is the one given. */
    private static DomainName ofLength(final int length, final char last) {
        final StringBuilder text = new StringBuilder();
        int left = length - 1;
        while (left > 0) {
            // No label is longer than the limit, and none is left of one octet, its length alone.
            final int size = left > 65 ? 64 : left == 65 ? 63 : left;
            text.append("x".repeat(size - 2)).append(size == left ? last : 'x').append('.');
            left -= size;
        }
        return DomainName.of(text);
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
