package org.firsthop.dns.cache;

import java.util.function.Predicate;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordClass;
import org.jspecify.annotations.Nullable;

/**
 * What a resolver remembers: RRsets, proofs that there is none, failures, and zone cuts, of class IN.
 *
 * <p>An entry is named by a {@code long}, good until the next change of the cache; 0 is none. Its key is a name in lower
 * case, a type, and one of three key spaces, so that a failure does not displace the data that it could not refresh, and
 * glue never stands where answers are looked up:
 *
 * <ul>
 *   <li><em>answers</em>: {@link EntryKind#POSITIVE} and {@link EntryKind#NODATA} under the type asked, {@link
 *       EntryKind#NXDOMAIN} under type 0 since it holds for all types;
 *   <li><em>failures</em>: {@link EntryKind#FAILURE};
 *   <li><em>delegations</em>: {@link EntryKind#DELEGATION}, octets that the resolver packs and unpacks.
 * </ul>
 *
 * <p>An answer's value is answer-ready: for each record the owner, type, class, TTL and RDLENGTH as in a message, and RDATA
 * with no name compressed. The owner is the 16-bit offset of the owner's name within the entry's own name: 0 for the name
 * itself, more for an ancestor of it, such as the owner of an SOA. {@link AnswerWriter} turns it into a pointer, so that a
 * hit is a copy and two patches a record.
 *
 * <p>A TTL is counted from the {@code now} of insertion; an entry is <em>live</em> while {@code now} is before its expiry.
 * One that was inserted after a query began may be used for that query whatever its TTL: RFC 1035 section 3.2.1 lets TTL 0
 * serve the transaction in progress. Expired entries stay until evicted, for {@linkplain CacheConfig#staleTtl stale} answers.
 *
 * <p>Memory is bounded by {@link CacheConfig#capacity()}; eviction is SIEVE. Hashes are SipHash-1-3 under a key drawn at
 * construction. One thread at a time.
 */
public final class RrsetCache {
    /** The type under which {@link EntryKind#NXDOMAIN} is kept; type 0 is reserved (RFC 6895 section 3.1). */
    static final int ANY_TYPE = 0;

    /** Octets of a record before its RDATA, with an owner of two octets. */
    static final int RECORD_LENGTH = 12;

    /**
     * Stands in an entry where the owner of a record would, between the records and the proofs after them: those are in wire
     * form, each with the whole name of its owner, which the question's name does not contain.
     */
    static final int PROOFS_MARK = 0xFFFF;

    /** Octets of {@link #PROOFS_MARK}. */
    static final int PROOFS_MARK_LENGTH = 2;

    /** Octets of a record in wire form between its owner and its RDATA. */
    public static final int FIXED_LENGTH = 10;

    private static final int ANSWERS = 0;
    private static final int FAILURES = 1;
    private static final int DELEGATIONS = 2;
    private static final int KIND_TAG = 0;
    private static final int RANK_TAG = 1;
    private static final int DETAIL_TAG = 2;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MAX_TTL = Integer.MAX_VALUE;

    private final CacheConfig config;
    private final SlabStore store;
    private final SipHash hash;
    private final MemoryRegion scratch = MemoryRegion.allocate(2 * SlabStore.PAGE_LENGTH);
    private final long value = scratch.address();
    /** Of the entry that is begun. */
    private final CacheKey key = new CacheKey();
    /** Of the entry that is looked for. */
    private final CacheKey sought = new CacheKey();

    private long soughtHash;

    /** Without meaning: keeps the compiler from leaving out the reads of {@link #seek}. */
    @SuppressWarnings("unused")
    private long read;

    private int valueLength;
    private int records;
    private boolean proofsBegun;
    private long ttl;
    private boolean overflow;
    private long refusedTooLarge;
    private long refusedByRank;

    /**
     * A cache without entries.
     *
     * @param config its bounds.
     * @param random from which the key of its hash is drawn.
     */
    public RrsetCache(final CacheConfig config, final ChaChaRandom random) {
        this.config = config;
        this.store = new SlabStore(config.capacity());
        this.hash = SipHash.sipHash13(random.nextLong(), random.nextLong());
    }

    /** {@return the bounds} */
    public CacheConfig config() {
        return config;
    }

    /** {@return the number of entries, expired ones included} */
    public int size() {
        return store.size();
    }

    /** {@return octets of memory held, the same from construction to the end} */
    public long capacity() {
        return store.capacity();
    }

    /** {@return entries evicted to make room, since construction} */
    public long evictions() {
        return store.evictions();
    }

    /** {@return the most places of the index that one lookup had to look at, since construction} */
    public int longestProbe() {
        return store.longestProbe();
    }

    /** {@return RRsets not taken because they had too many records or octets, since construction} */
    public long refusedTooLarge() {
        return refusedTooLarge;
    }

    /** {@return RRsets not taken because live data of a higher rank stood there, since construction} */
    public long refusedByRank() {
        return refusedByRank;
    }

    /**
     * Finds what is known about a name and type, live or expired.
     *
     * @param base the name's array, or {@code null}.
     * @param name address of a name in wire form, in any case.
     * @param nameLength its octets.
     * @param type the RR type.
     * @return the entry, positive or NODATA, or 0.
     */
    public long find(final @Nullable Object base, final long name, final int nameLength, final int type) {
        return lookup(base, name, nameLength, type, ANSWERS);
    }

    /**
     * Begins to look for what {@link #find} finds: the caller does what else there is to do while memory is read, then asks for
     * it by {@link #findSought}.
     *
     * @param base the name's array, or {@code null}.
     * @param name address of a name in wire form, in any case.
     * @param nameLength its octets.
     * @param type the RR type.
     */
    public void seek(final @Nullable Object base, final long name, final int nameLength, final int type) {
        sought.set(base, name, nameLength, type, ANSWERS);
        soughtHash = hash(sought);
        read = store.touch(soughtHash);
    }

    /** {@return what {@link #find} would for the name and type that {@link #seek} was told last, nothing sought since} */
    public long findSought() {
        return visited(store.find(soughtHash, sought.address(), sought.length()));
    }

    /**
     * Finds the proof that a name does not exist, live or expired.
     *
     * @param base the name's array, or {@code null}.
     * @param name address of a name in wire form, in any case.
     * @param nameLength its octets.
     * @return the entry, or 0.
     */
    public long findNxDomain(final @Nullable Object base, final long name, final int nameLength) {
        return lookup(base, name, nameLength, ANY_TYPE, ANSWERS);
    }

    /**
     * Finds the record of a failed attempt, live or expired.
     *
     * @param base the name's array, or {@code null}.
     * @param name address of a name in wire form, in any case.
     * @param nameLength its octets.
     * @param type the RR type.
     * @return the entry, or 0.
     */
    public long findFailure(final @Nullable Object base, final long name, final int nameLength, final int type) {
        return lookup(base, name, nameLength, type, FAILURES);
    }

    /**
     * Finds a zone cut, live or expired.
     *
     * @param base the name's array, or {@code null}.
     * @param name address of the zone's name in wire form, in any case.
     * @param nameLength its octets.
     * @return the entry, or 0.
     */
    public long findDelegation(final @Nullable Object base, final long name, final int nameLength) {
        return lookup(base, name, nameLength, ANY_TYPE, DELEGATIONS);
    }

    /**
     * The hash under which {@link #find} searches, for {@link #approach}.
     *
     * @param base the name's array, or {@code null}.
     * @param name address of a name in wire form, in any case.
     * @param nameLength its octets.
     * @param type the RR type.
     * @return the hash.
     */
    public long hash(final @Nullable Object base, final long name, final int nameLength, final int type) {
        sought.set(base, name, nameLength, type, ANSWERS);
        return hash(sought);
    }

    /**
     * Brings the entries of several hashes near the processor, all at a time: {@link #find}, called for each soon, then does
     * not wait for memory once an entry. Changes nothing.
     *
     * @param hashes as {@link #hash} gave them.
     * @param count how many.
     * @return a value without meaning, of all that was read: who keeps it, keeps the reads.
     */
    public long approach(final long[] hashes, final int count) {
        long read = 0;
        for (int i = 0; i < count; i++) {
            read ^= store.firstPlace(hashes[i]);
        }
        for (int i = 0; i < count; i++) {
            read ^= store.touch(hashes[i]);
        }
        return read;
    }

    /**
     * Begins an entry; {@link #record} adds to it and one of the {@code commit} methods stores it.
     *
     * @param base the name's array, or {@code null}.
     * @param name address of a name in wire form, in any case.
     * @param nameLength its octets.
     */
    public void begin(final @Nullable Object base, final long name, final int nameLength) {
        key.set(base, name, nameLength, ANY_TYPE, ANSWERS);
        valueLength = 0;
        records = 0;
        proofsBegun = false;
        ttl = MAX_TTL;
        overflow = false;
    }

    /**
     * Where the RDATA of the next record goes.
     *
     * @return an address with room for {@link #rdataCapacity()} octets, outside the heap.
     */
    public long rdataAddress() {
        return value + valueLength + RECORD_LENGTH;
    }

    /** {@return octets that the next record's RDATA may have, negative when there is no room for a record} */
    public int rdataCapacity() {
        return SlabStore.MAX_CONTENT_LENGTH - key.length() - valueLength - RECORD_LENGTH;
    }

    /**
     * Adds a record whose RDATA stands at {@link #rdataAddress()}, no name in it compressed. A record that is there already
     * is left out (RFC 2181 section 5).
     *
     * @param ownerOffset octets of the entry's name before the record's owner: 0 for the name itself.
     * @param type the RR type.
     * @param rawTtl the TTL as it came, 32 bits.
     * @param rdataLength octets of RDATA.
     */
    public void record(final int ownerOffset, final int type, final int rawTtl, final int rdataLength) {
        if (records == config.maxRecords() || rdataLength > rdataCapacity()) {
            overflow = true;
            return;
        }
        // RFC 2181 section 8: a TTL with the top bit set is zero. Section 5.2: TTLs of a set that differ are the least.
        ttl = Math.min(ttl, Math.max(rawTtl, 0));
        final long at = value + valueLength;
        Memory.putU16(null, at, ownerOffset);
        Memory.putU16(null, at + 2, type);
        Memory.putU16(null, at + 4, 1);
        Memory.putI32(null, at + 6, 0);
        Memory.putU16(null, at + 10, rdataLength);
        if (!isDuplicate(at, RECORD_LENGTH + rdataLength)) {
            valueLength += RECORD_LENGTH + rdataLength;
            records++;
        }
    }

    /** {@return where the owner of the next proof is to be written, its RDATA after it and {@value #FIXED_LENGTH} octets} */
    public long proofAddress() {
        return value + valueLength + (proofsBegun ? 0 : PROOFS_MARK_LENGTH);
    }

    /** {@return octets that the owner and the RDATA of the next proof may have together, which may be none at all} */
    public int proofCapacity() {
        return rdataCapacity() - PROOFS_MARK_LENGTH;
    }

    /**
     * Adds a proof after the records, of a wildcard or of absence: NSEC, NSEC3 or the signature of one (RFC 4035 section 3.1.3).
     * Clients get it in the authority section if they ask for records of DNSSEC.
     *
     * @param ownerLength octets of its owner at {@link #proofAddress()}.
     * @param type of the record.
     * @param rawTtl its TTL as received, 32 bits.
     * @param rdataLength octets of its RDATA; more than fits makes the entry one that is refused.
     */
    public void proof(final int ownerLength, final int type, final int rawTtl, final int rdataLength) {
        if (records == config.maxRecords() || rdataLength > proofCapacity() - ownerLength) {
            overflow = true;
            return;
        }
        final long fixed = proofAddress() + ownerLength;
        if (!proofsBegun) {
            Memory.putU16(null, value + valueLength, PROOFS_MARK);
            proofsBegun = true;
        }
        ttl = Math.min(ttl, Math.max(rawTtl, 0));
        Memory.putU16(null, fixed, type);
        Memory.putU16(null, fixed + 2, RecordClass.IN);
        Memory.putI32(null, fixed + 4, 0);
        Memory.putU16(null, fixed + 8, rdataLength);
        valueLength = (int) (fixed - value) + FIXED_LENGTH + rdataLength;
        records++;
    }

    private boolean isDuplicate(final long at, final int length) {
        for (long other = value; other < at; ) {
            final int otherLength = RECORD_LENGTH + Memory.u16(null, other + 10);
            if (otherLength == length && WireName.equalsExactly(null, other, null, at, length)) {
                return true;
            }
            other += otherLength;
        }
        return false;
    }

    /**
     * Stores the records as an RRset.
     *
     * @param type the RR type.
     * @param rank of the data.
     * @param now the present, nanoseconds.
     * @return the entry, or 0 when it was not taken: no record, too many, too long, or live data of a higher rank stands.
     */
    public long commitPositive(final int type, final TrustRank rank, final long now) {
        if (records == 0) {
            return 0;
        }
        final int life = (int) Math.min(Math.max(ttl, config.minTtl()), config.maxTtl());
        final long entry = commit(type, ANSWERS, EntryKind.POSITIVE, rank, life, now);
        if (entry != 0) {
            // The name exists after all: the proof to the contrary is older (RFC 2308 section 5).
            key.set(ANY_TYPE, ANSWERS);
            final long absence = store.find(hash(key), key.address(), key.length());
            if (absence != 0) {
                store.remove(absence);
            }
        }
        return entry;
    }

    /**
     * Stores the one record, an SOA, as proof that the name has no records of a type.
     *
     * @param type the RR type.
     * @param rank of the data.
     * @param minimum the SOA's MINIMUM field, 32 bits.
     * @param now the present, nanoseconds.
     * @return the entry, or 0 when it was not taken.
     */
    public long commitNoData(final int type, final TrustRank rank, final int minimum, final long now) {
        return commit(type, ANSWERS, EntryKind.NODATA, rank, negativeTtl(minimum), now);
    }

    /**
     * Stores the one record, an SOA, as proof that the name does not exist.
     *
     * @param rank of the data.
     * @param minimum the SOA's MINIMUM field, 32 bits.
     * @param now the present, nanoseconds.
     * @return the entry, or 0 when it was not taken.
     */
    public long commitNxDomain(final TrustRank rank, final int minimum, final long now) {
        return commit(ANY_TYPE, ANSWERS, EntryKind.NXDOMAIN, rank, negativeTtl(minimum), now);
    }

    /**
     * Stores the fact that an attempt failed, for {@link CacheConfig#failureTtl()}.
     *
     * @param type the RR type.
     * @param detail 0 to 255, handed back by {@link #detail(long)}.
     * @param now the present, nanoseconds.
     * @return the entry.
     */
    public long commitFailure(final int type, final int detail, final long now) {
        final long entry = commit(type, FAILURES, EntryKind.FAILURE, TrustRank.ADDITIONAL, config.failureTtl(), now);
        SlabStore.tag(entry, DETAIL_TAG, detail);
        return entry;
    }

    /**
     * Stores a zone cut, whose packed form the caller wrote at {@link #rdataAddress()}.
     *
     * @param length octets of the packed form, at most {@link #rdataCapacity()}.
     * @param seconds to live, already bounded by what the parent said.
     * @param now the present, nanoseconds.
     * @return the entry.
     */
    public long commitDelegation(final int length, final int seconds, final long now) {
        Memory.copy(null, rdataAddress(), null, value, length);
        valueLength = length;
        final int life = Math.min(Math.max(seconds, 0), config.maxTtl());
        return commit(ANY_TYPE, DELEGATIONS, EntryKind.DELEGATION, TrustRank.ADDITIONAL, life, now);
    }

    /** RFC 2308 section 5: the lesser of the SOA's TTL and its MINIMUM, and at most an agreed maximum. */
    private int negativeTtl(final int minimum) {
        return (int) Math.min(Math.min(ttl, Math.max(minimum, 0)), config.maxNegativeTtl());
    }

    private long commit(
            final int type,
            final int space,
            final EntryKind kind,
            final TrustRank rank,
            final int life,
            final long now) {
        if (overflow) {
            refusedTooLarge++;
            return 0;
        }
        key.set(type, space);
        final long keyHash = hash(key);
        final long present = store.find(keyHash, key.address(), key.length());
        if (present != 0) {
            if (isLive(present, now) && rank(present).compareTo(rank) > 0) {
                refusedByRank++;
                return 0;
            }
            if (SlabStore.valueLength(present) == valueLength) {
                return fill(present, kind, rank, life, now);
            }
            store.remove(present);
        }
        final long entry = store.insert(keyHash, key.address(), key.length(), valueLength);
        return fill(entry, kind, rank, life, now);
    }

    private long fill(final long entry, final EntryKind kind, final TrustRank rank, final int life, final long now) {
        SlabStore.tag(entry, KIND_TAG, kind.code);
        SlabStore.tag(entry, RANK_TAG, rank.code);
        SlabStore.ttl(entry, life);
        SlabStore.inserted(entry, now);
        SlabStore.expiry(entry, now + life * NANOS_PER_SECOND);
        Memory.copy(null, value, null, SlabStore.valueAddress(entry), valueLength);
        return entry;
    }

    private long lookup(
            final @Nullable Object base, final long name, final int nameLength, final int type, final int space) {
        sought.set(base, name, nameLength, type, space);
        return visited(store.find(hash(sought), sought.address(), sought.length()));
    }

    private static long visited(final long entry) {
        if (entry != 0) {
            SlabStore.visit(entry);
        }
        return entry;
    }

    private long hash(final CacheKey of) {
        return hash.hashPadded(of.address(), of.length());
    }

    /**
     * Tells whether an entry has not expired.
     *
     * @param entry to look at.
     * @param now the present, nanoseconds.
     * @return whether it is live.
     */
    public static boolean isLive(final long entry, final long now) {
        return SlabStore.expiry(entry) - now > 0;
    }

    /**
     * Tells whether an entry may answer a query: it is live, or it came after the query began.
     *
     * @param entry to look at.
     * @param since when the query began, nanoseconds.
     * @param now the present, nanoseconds.
     * @return whether it may be used.
     */
    public static boolean isUsable(final long entry, final long since, final long now) {
        return isLive(entry, now) || SlabStore.inserted(entry) - since >= 0;
    }

    /**
     * Tells whether an expired entry may still be served when nothing better is to be had (RFC 8767).
     *
     * @param entry to look at.
     * @param now the present, nanoseconds.
     * @return whether it expired less than {@link CacheConfig#staleTtl()} ago, or not at all.
     */
    public boolean isServable(final long entry, final long now) {
        return SlabStore.expiry(entry) + config.staleTtl() * NANOS_PER_SECOND - now > 0;
    }

    /**
     * The seconds that an entry has left, rounded down.
     *
     * @param entry to look at.
     * @param now the present, nanoseconds.
     * @return 0 or more.
     */
    public static int remainingTtl(final long entry, final long now) {
        return (int) Math.max(0, (SlabStore.expiry(entry) - now) / NANOS_PER_SECOND);
    }

    /**
     * The seconds that an entry had to live when it came.
     *
     * @param entry to look at.
     * @return 0 or more.
     */
    public static int originalTtl(final long entry) {
        return SlabStore.ttl(entry);
    }

    /**
     * What an entry says.
     *
     * @param entry to look at.
     * @return the kind.
     */
    public static EntryKind kind(final long entry) {
        return EntryKind.of(SlabStore.tag(entry, KIND_TAG));
    }

    /**
     * How far an entry is to be trusted.
     *
     * @param entry to look at.
     * @return the rank.
     */
    public static TrustRank rank(final long entry) {
        return TrustRank.of(SlabStore.tag(entry, RANK_TAG));
    }

    /**
     * What {@link #commitFailure} was given.
     *
     * @param entry of kind {@link EntryKind#FAILURE}.
     * @return 0 to 255.
     */
    public static int detail(final long entry) {
        return SlabStore.tag(entry, DETAIL_TAG);
    }

    /**
     * Where an entry's value stands.
     *
     * @param entry to look at.
     * @return an absolute address, good until the cache changes.
     */
    public static long valueAddress(final long entry) {
        return SlabStore.valueAddress(entry);
    }

    /**
     * How long an entry's value is.
     *
     * @param entry to look at.
     * @return octets.
     */
    public static int valueLength(final long entry) {
        return SlabStore.valueLength(entry);
    }

    /** Removes all entries. */
    public void flush() {
        store.clear();
    }

    /**
     * Removes all entries of a name, or of it and every name below.
     *
     * @param name to forget.
     * @param below whether names below it are forgotten too.
     * @return the number of entries removed.
     */
    public int flush(final DomainName name, final boolean below) {
        final int before = store.size();
        store.forEach(entry -> {
            final int length = SlabStore.keyLength(entry) - CacheKey.SUFFIX_LENGTH;
            final boolean matches = below || length == name.length();
            if (matches
                    && WireName.isSubdomain(
                            null, SlabStore.keyAddress(entry), length, name.base(), name.address(), name.length())) {
                store.remove(entry);
            }
        });
        return before - store.size();
    }

    /**
     * Shows entries, for people and tests; allocates.
     *
     * @param now the present, nanoseconds.
     * @param visitor called with each entry, expired ones included, until it returns {@code false}.
     */
    public void inspect(final long now, final Predicate<CacheEntry> visitor) {
        final boolean[] wanted = {true};
        store.forEach(entry -> {
            if (wanted[0]) {
                wanted[0] = visitor.test(describe(entry, now));
            }
        });
    }

    private static CacheEntry describe(final long entry, final long now) {
        final long address = SlabStore.keyAddress(entry);
        final int nameLength = SlabStore.keyLength(entry) - CacheKey.SUFFIX_LENGTH;
        return new CacheEntry(
                DomainName.ofWire(null, address),
                Memory.u16(null, address + nameLength),
                kind(entry),
                rank(entry),
                originalTtl(entry),
                (SlabStore.expiry(entry) - now) / NANOS_PER_SECOND,
                valueLength(entry));
    }
}
