package org.firsthop.dns.cache;

import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * Writes the response to a question from what a {@link RrsetCache} holds: the chain of CNAME and DNAME records and the
 * RRset or the proof of its absence at the end (RFC 1034 section 3.6.2, RFC 6672 section 3.1).
 *
 * <p>A write ends with one of three outcomes: {@link #COMPLETE}, the message stands in the buffer; {@link #MISSING}, the
 * cache does not know {@link #missingName()}; {@link #FAILED}, the chain loops, is longer than the limit, or a DNAME leads to
 * a name too long. A caller that finds out what was missing writes again. Nothing is allocated; one thread at a time.
 *
 * <p>The message: the question as the client spelled it, all owners pointers into it or into the CNAME before, RDATA
 * uncompressed, TTLs counted down (RFC 1035 section 3.2.1). A message longer than the client takes is cut to header and
 * question with TC set (RFC 2181 section 9). OPT is written last where the client sent one (RFC 6891 section 6.1.1).
 */
public final class AnswerWriter {
    /** The whole message was written. */
    public static final int COMPLETE = 0;

    /** The cache lacks what {@link #missingName()} and {@link #missingNameLength()} name. */
    public static final int MISSING = 1;

    /** No answer can be given: see {@link #failure()}. */
    public static final int FAILED = 2;

    /** No failure. */
    public static final int NO_FAILURE = 0;

    /** CNAME or DNAME records lead back to a name of the chain. */
    public static final int CHAIN_LOOPS = 1;

    /** The chain has more links than the limit, or it has more octets than pointers of a message reach. */
    public static final int CHAIN_TOO_LONG = 2;

    /** Octets that the buffer of a write must have. */
    public static final int BUFFER_LENGTH = 64 * 1024;

    private static final int QUESTION_TAIL_LENGTH = 4;

    /** A compressed name: the question's. */
    private static final int QUESTION_POINTER = 0xC000 | MessageHeader.LENGTH;

    private static final int MINIMAL_ANY_TTL = 3_600;

    /** The CPU "RFC8482" and an operating system of no name. */
    private static final byte[] MINIMAL_ANY = {7, 'R', 'F', 'C', '8', '4', '8', '2', 0};

    private static final int OPT_LENGTH = 11;
    private static final int EDE_LENGTH = 6;
    private static final int EDE_OPTION = 15;
    private static final int EDNS_PAYLOAD = 1232;
    /** A tenth of the TTL is left: worth fetching anew before it ends. */
    private static final int PREFETCH_DIVISOR = 10;
    /** With each link a DNAME and a CNAME of the longest names, owners stay within reach of a 14-bit pointer. */
    private static final int MAX_LINKS = 30;

    /** Of a name that others point into: a pointer has 14 bits (RFC 1035 section 4.1.4). */
    private static final int MAX_NAME_OFFSET = 0x3FFF - WireName.MAX_LENGTH;

    /** Octets of the buffer that entries leave free: for a CNAME made from a DNAME, and OPT. */
    private static final int SPARE_LENGTH = 512;

    /** Octets of values that are copied without a call: during one the processor does not wait for the next entry already. */
    private static final int SHORT_VALUE = 256;

    /** Each link, and what ends the chain. */
    private static final int MAX_ENTRIES = MAX_LINKS + 1;

    private final RrsetCache cache;
    private final int maxLinks;
    private final MemoryRegion scratch = MemoryRegion.allocate(WireName.CAPACITY);
    private final int[] chainNames = new int[MAX_LINKS + 1];

    // Proofs of the entries that were copied, which follow when all answers are written: where they lie, octets, TTL.
    private final long[] proofs = new long[MAX_ENTRIES];
    private final int[] proofLengths = new int[MAX_ENTRIES];
    private final int[] proofTtls = new int[MAX_ENTRIES];
    private int proofCount;
    private boolean isTooLarge;
    private long out;
    private int position;
    private int answers;
    private int authorities;
    private int rcode;
    private int failure;
    private long since;
    private long now;
    private boolean dnssecOk;
    private boolean keepSignatures;
    private boolean staleAllowed;
    private boolean staleUsed;
    private boolean prefetchWanted;
    private long missingName;
    private int missingNameLength;

    /**
     * A writer over a cache.
     *
     * @param cache to read.
     * @param maxLinks CNAME and DNAME records that a chain may have, 1 to 30.
     */
    public AnswerWriter(final RrsetCache cache, final int maxLinks) {
        if (maxLinks < 1 || maxLinks > MAX_LINKS) {
            throw new IllegalArgumentException("maxLinks: value=" + maxLinks + ", limits=1 to " + MAX_LINKS);
        }
        this.cache = cache;
        this.maxLinks = maxLinks;
    }

    /**
     * Tells whether the client of the next messages wants signatures (RFC 3225): then RRSIG records stand with what they cover, as
     * far as they are known, and DO is given back.
     *
     * @param wanted whether the query had DO.
     */
    public void dnssecOk(final boolean wanted) {
        dnssecOk = wanted;
    }

    /** {@return what {@link #dnssecOk} was told last} */
    public boolean isDnssecOk() {
        return dnssecOk;
    }

    /**
     * Writes question and answer, without header and OPT; {@link #finish} adds them.
     *
     * @param buffer absolute address of {@link #BUFFER_LENGTH} octets outside the heap.
     * @param base the name's array, or {@code null}.
     * @param name address of the question's name in wire form, in the client's case.
     * @param nameLength its octets.
     * @param type asked for.
     * @param queryBegan when the query began: what came since may be used whatever its TTL.
     * @param present now, nanoseconds.
     * @param stale whether expired entries may be used as {@link RrsetCache#isServable} says.
     * @return {@link #COMPLETE}, {@link #MISSING} or {@link #FAILED}.
     */
    public int write(
            final long buffer,
            final @Nullable Object base,
            final long name,
            final int nameLength,
            final int type,
            final long queryBegan,
            final long present,
            final boolean stale) {
        out = buffer;
        since = queryBegan;
        now = present;
        staleAllowed = stale;
        cache.seek(base, name, nameLength, type);
        begin(base, name, nameLength, type);
        chainNames[0] = MessageHeader.LENGTH;
        int links = 0;
        while (true) {
            final int at = chainNames[links];
            final long current = out + at;
            final int length = links == 0 ? nameLength : WireName.length(null, current);
            final long end = links == 0 ? cache.findSought() : cache.find(null, current, length, type);
            if (writeEnd(end, at, current, length) && !isTooLarge) {
                writeProofs();
                return COMPLETE;
            }
            final int target = isTooLarge ? 0 : writeLink(at, current, length, type);
            if (isTooLarge || target > MAX_NAME_OFFSET) {
                failure = CHAIN_TOO_LONG;
                return FAILED;
            }
            if (target == 0) {
                missingName = current;
                missingNameLength = length;
                return MISSING;
            }
            if (target < 0 || type == RecordType.CNAME) {
                // YXDOMAIN; or the CNAME that was asked for, made from a DNAME.
                writeProofs();
                return COMPLETE;
            }
            if (++links > maxLinks) {
                failure = CHAIN_TOO_LONG;
                return FAILED;
            }
            if (isInChain(target, links)) {
                failure = CHAIN_LOOPS;
                return FAILED;
            }
            chainNames[links] = target;
        }
    }

    /**
     * Begins a message that has the question and nothing else, for {@link #finish}.
     *
     * @param buffer absolute address of {@link #BUFFER_LENGTH} octets outside the heap.
     * @param base the name's array, or {@code null}.
     * @param name address of the question's name in wire form, in the client's case.
     * @param nameLength its octets.
     * @param type asked for.
     * @param responseCode of the message, 0 to 4,095.
     */
    public void writeEmpty(
            final long buffer,
            final @Nullable Object base,
            final long name,
            final int nameLength,
            final int type,
            final int responseCode) {
        out = buffer;
        begin(base, name, nameLength, type);
        rcode = responseCode;
    }

    /**
     * Begins the minimal answer to a query for {@link RecordType#ANY} (RFC 8482 section 4.2): one HINFO record that says so,
     * which costs neither packets nor much room, and that asks the client not to come again soon.
     *
     * @param buffer absolute address of {@link #BUFFER_LENGTH} octets outside the heap.
     * @param base the name's array, or {@code null}.
     * @param name address of the question's name in wire form, in the client's case.
     * @param nameLength its octets.
     */
    public void writeMinimalAny(final long buffer, final @Nullable Object base, final long name, final int nameLength) {
        out = buffer;
        begin(base, name, nameLength, RecordType.ANY);
        final long record = out + position;
        Memory.putU16(null, record, QUESTION_POINTER);
        Memory.putU16(null, record + 2, RecordType.HINFO);
        Memory.putU16(null, record + 4, RecordClass.IN);
        Memory.putI32(null, record + 6, MINIMAL_ANY_TTL);
        Memory.putU16(null, record + 10, MINIMAL_ANY.length);
        Memory.copy(MINIMAL_ANY, BufferUtil.ARRAY_BASE_OFFSET, null, record + 12, MINIMAL_ANY.length);
        position += 12 + MINIMAL_ANY.length;
        answers = 1;
    }

    /**
     * Writes OPT and header.
     *
     * @param id of the query.
     * @param queryFlags the query's flags, of which the opcode, RD and CD are given back (RFC 1035 section 4.1.1, RFC 4035
     *     section 3.2.2).
     * @param edns whether the query had an OPT.
     * @param limit the most octets that the client takes.
     * @param extendedError an INFO-CODE of RFC 8914, or −1 for none.
     * @return the length of the message.
     */
    public int finish(
            final int id, final int queryFlags, final boolean edns, final int limit, final int extendedError) {
        final int optLength = edns ? OPT_LENGTH + (extendedError >= 0 ? EDE_LENGTH : 0) : 0;
        int flags = MessageHeader.flags(
                MessageHeader.QR | MessageHeader.RA | (queryFlags & (MessageHeader.RD | MessageHeader.CD)),
                MessageHeader.opcode(queryFlags),
                rcode);
        if (isTooLarge || position + optLength > limit) {
            flags |= MessageHeader.TC;
            answers = 0;
            authorities = 0;
            position = MessageHeader.LENGTH + WireName.length(null, out + MessageHeader.LENGTH) + QUESTION_TAIL_LENGTH;
        }
        if (edns) {
            writeOpt(extendedError);
        }
        Memory.putU16(null, out, id);
        Memory.putU16(null, out + 2, flags);
        Memory.putU16(null, out + 4, 1);
        Memory.putU16(null, out + 6, answers);
        Memory.putU16(null, out + 8, authorities);
        Memory.putU16(null, out + 10, edns ? 1 : 0);
        return position;
    }

    /** {@return the address of the name that {@link #MISSING} was returned for, in the buffer} */
    public long missingName() {
        return missingName;
    }

    /** {@return octets of {@link #missingName()}} */
    public int missingNameLength() {
        return missingNameLength;
    }

    /** {@return why {@link #FAILED} was returned: {@link #CHAIN_LOOPS} or {@link #CHAIN_TOO_LONG}} */
    public int failure() {
        return failure;
    }

    /** {@return the response code of the message, 0 to 4,095} */
    public int rcode() {
        return rcode;
    }

    /** {@return whether the last write used an entry that had expired before the query began} */
    public boolean isStale() {
        return staleUsed;
    }

    /** {@return whether an entry that the last write used has less than a tenth of its life left} */
    public boolean isPrefetchWanted() {
        return prefetchWanted;
    }

    private void begin(final @Nullable Object base, final long name, final int nameLength, final int type) {
        WireName.copy(base, name, null, out + MessageHeader.LENGTH, nameLength);
        position = MessageHeader.LENGTH + nameLength;
        Memory.putU16(null, out + position, type);
        Memory.putU16(null, out + position + 2, RecordClass.IN);
        position += QUESTION_TAIL_LENGTH;
        keepSignatures = dnssecOk || type == RecordType.RRSIG;
        answers = 0;
        authorities = 0;
        proofCount = 0;
        isTooLarge = false;
        rcode = 0;
        failure = NO_FAILURE;
        staleUsed = false;
        prefetchWanted = false;
    }

    /** Writes what ends a chain at a name, if the cache has it: the end, records or their absence, or else that of the name. */
    private boolean writeEnd(final long end, final int at, final long name, final int length) {
        if (isUsable(end)) {
            if (RrsetCache.kind(end) == EntryKind.POSITIVE) {
                answers += copyRecords(end, at);
            } else {
                authorities += copyRecords(end, at);
            }
            return true;
        }
        final long entry = cache.findNxDomain(null, name, length);
        if (isUsable(entry)) {
            rcode = Rcode.NXDOMAIN;
            authorities += copyRecords(entry, at);
            return true;
        }
        return false;
    }

    /** {@return the offset of the name that the chain goes on with, 0 where the cache has no link, −1 for YXDOMAIN} */
    private int writeLink(final int at, final long name, final int length, final int type) {
        final long entry = type == RecordType.CNAME ? 0 : cache.find(null, name, length, RecordType.CNAME);
        if (isUsable(entry) && RrsetCache.kind(entry) == EntryKind.POSITIVE) {
            final int target = position + RrsetCache.RECORD_LENGTH;
            answers += copyRecords(entry, at);
            return target;
        }
        for (int offset = 0; offset < length - 1; ) {
            offset += Memory.u8(null, name + offset) + 1;
            final long dname = cache.find(null, name + offset, length - offset, RecordType.DNAME);
            if (isUsable(dname) && RrsetCache.kind(dname) == EntryKind.POSITIVE) {
                return writeDname(dname, at, name, offset);
            }
        }
        return 0;
    }

    /** RFC 6672 section 3.1: the DNAME, and a CNAME made from it with the same TTL. */
    private int writeDname(final long dname, final int at, final long name, final int prefixLength) {
        final int record = position;
        answers += copyRecords(dname, at + prefixLength);
        if (isTooLarge) {
            return -1;
        }
        final int suffixLength = Memory.u16(null, out + record + 10);
        if (prefixLength + suffixLength > WireName.MAX_LENGTH) {
            rcode = Rcode.YXDOMAIN;
            return -1;
        }
        final int cname = position;
        final long target = scratch.address();
        Memory.copy(null, name, null, target, prefixLength);
        Memory.copy(null, out + record + RrsetCache.RECORD_LENGTH, null, target + prefixLength, suffixLength);
        Memory.putU16(null, out + cname, 0xC000 | at);
        Memory.putU16(null, out + cname + 2, RecordType.CNAME);
        Memory.putU16(null, out + cname + 4, RecordClass.IN);
        Memory.putI32(null, out + cname + 6, Memory.i32(null, out + record + 6));
        Memory.putU16(null, out + cname + 10, prefixLength + suffixLength);
        Memory.copy(null, target, null, out + cname + RrsetCache.RECORD_LENGTH, prefixLength + suffixLength);
        position = cname + RrsetCache.RECORD_LENGTH + prefixLength + suffixLength;
        answers++;
        return cname + RrsetCache.RECORD_LENGTH;
    }

    private boolean isInChain(final int target, final int links) {
        final int length = WireName.length(null, out + target);
        for (int i = 0; i < links; i++) {
            final long earlier = out + chainNames[i];
            if (WireName.length(null, earlier) == length
                    && WireName.equalsIgnoreCase(null, earlier, null, out + target, length)) {
                return true;
            }
        }
        return false;
    }

    private boolean isUsable(final long entry) {
        if (entry == 0) {
            return false;
        }
        if (RrsetCache.isUsable(entry, since, now)) {
            return true;
        }
        return staleAllowed && cache.isServable(entry, now);
    }

    /** Copies an entry's records, their owners made pointers and their TTLs what is left; returns how many. */
    private int copyRecords(final long entry, final int nameAt) {
        final int length = RrsetCache.valueLength(entry);
        if (isTooLarge(length)) {
            return 0;
        }
        final boolean stale = !RrsetCache.isUsable(entry, since, now);
        final int ttl = stale ? cache.config().staleAnswerTtl() : RrsetCache.remainingTtl(entry, now);
        staleUsed |= stale;
        prefetchWanted |= !stale && ttl < RrsetCache.originalTtl(entry) / PREFETCH_DIVISOR;
        long record = out + position;
        if (length <= SHORT_VALUE) {
            WireName.copy(null, RrsetCache.valueAddress(entry), null, record, length);
        } else {
            Memory.copy(null, RrsetCache.valueAddress(entry), null, record, length);
        }
        final long end = record + length;
        int count = 0;
        while (record < end) {
            final int ownerOffset = Memory.u16(null, record);
            if (ownerOffset == RrsetCache.PROOFS_MARK) {
                keepProofs(entry, (int) (end - record) - RrsetCache.PROOFS_MARK_LENGTH, ttl);
                break;
            }
            if (!keepSignatures && Memory.u16(null, record + 2) == RecordType.RRSIG) {
                // Signatures come last in an entry, but for proofs, which are for those who want signatures too.
                break;
            }
            Memory.putU16(null, record, 0xC000 | (nameAt + ownerOffset));
            Memory.putI32(null, record + 6, ttl);
            record += RrsetCache.RECORD_LENGTH + Memory.u16(null, record + 10);
            count++;
        }
        position = (int) (record - out);
        return count;
    }

    /** Tells whether the buffer lacks room for so many octets; entries are large where zones have a hundred signatures. */
    private boolean isTooLarge(final int length) {
        isTooLarge |= position + length > BUFFER_LENGTH - SPARE_LENGTH;
        return isTooLarge;
    }

    private void keepProofs(final long entry, final int length, final int ttl) {
        if (dnssecOk) {
            proofs[proofCount] = RrsetCache.valueAddress(entry) + RrsetCache.valueLength(entry) - length;
            proofLengths[proofCount] = length;
            proofTtls[proofCount++] = ttl;
        }
    }

    /** RFC 4035 section 3.2.1: who asks for records of DNSSEC gets what proves that a name or type is absent, or a wildcard. */
    private void writeProofs() {
        for (int i = 0; i < proofCount && !isTooLarge(proofLengths[i]); i++) {
            long record = out + position;
            Memory.copy(null, proofs[i], null, record, proofLengths[i]);
            position += proofLengths[i];
            while (record < out + position) {
                final long fixed = record + WireName.length(null, record);
                Memory.putI32(null, fixed + 4, proofTtls[i]);
                record = fixed + RrsetCache.FIXED_LENGTH + Memory.u16(null, fixed + 8);
                authorities++;
            }
        }
    }

    /** RFC 6891 section 6.1.2; the extended error as RFC 8914 section 2 has it. */
    private void writeOpt(final int extendedError) {
        final long opt = out + position;
        Memory.putU8(null, opt, 0);
        Memory.putU16(null, opt + 1, RecordType.OPT);
        Memory.putU16(null, opt + 3, EDNS_PAYLOAD);
        Memory.putI32(null, opt + 5, (rcode >>> 4 << 24) | (dnssecOk ? QueryTemplate.DNSSEC_OK : 0));
        Memory.putU16(null, opt + 9, extendedError >= 0 ? EDE_LENGTH : 0);
        position += OPT_LENGTH;
        if (extendedError >= 0) {
            Memory.putU16(null, opt + OPT_LENGTH, EDE_OPTION);
            Memory.putU16(null, opt + OPT_LENGTH + 2, 2);
            Memory.putU16(null, opt + OPT_LENGTH + 4, extendedError);
            position += EDE_LENGTH;
        }
    }
}
