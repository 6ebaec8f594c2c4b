package org.firsthop.dns.resolver;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.cache.TrustRank;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;

/**
 * Takes from a response what answers the question, and nothing else, into the cache ("scrubbing").
 *
 * <p>What is taken: the records that the name owns, or the alias that it owns and what follows from it, as long as every
 * owner lies in the zone of the server that was asked; and the SOA that says that there is nothing, with the signed proofs of
 * it, or of a wildcard, where signatures are asked for. Whatever else stands in
 * the message is not looked at: other owners, NS and addresses beside an answer, SOA records of other zones. So a server can
 * speak for its zone only (RFC 2181 section 5.4.1; CVE-2024-25638, CVE-2025-40778).
 */
final class Harvester {
    /** The message has nothing that answers the question. */
    static final int NOTHING = 0;
    /** The question is answered: records, or the proof that there are none. */
    static final int ANSWERED = 1;
    /** The name is an alias whose target this message does not settle. */
    static final int ALIASED = 2;
    /** The answer is one that the cache does not take. */
    static final int REFUSED = 3;

    private static final int SOA_FIXED_LENGTH = 20;
    private static final int RRSIG_LABELS_OFFSET = 3;

    private final RrsetCache cache;
    private final int maxLinks;
    private final boolean signatures;
    private final MemoryRegion scratch = MemoryRegion.allocate(3L * WireName.CAPACITY);
    private final long name = scratch.address();
    private final long owner = name + WireName.CAPACITY;
    private final long target = owner + WireName.CAPACITY;
    private int nameLength;
    private int links;

    Harvester(final RrsetCache cache, final int maxLinks, final boolean signatures) {
        this.cache = cache;
        this.maxLinks = maxLinks;
        this.signatures = signatures;
    }

    /** {@return the aliases that the last harvest followed} */
    int links() {
        return links;
    }

    /**
     * Takes the answer to a question.
     *
     * @param message that has passed {@code validate}.
     * @param question address of the name asked for.
     * @param questionLength its octets.
     * @param type asked for.
     * @param zone address of the zone that the server was asked as a server of.
     * @param zoneLength its octets.
     * @return {@link #NOTHING}, {@link #ANSWERED}, {@link #ALIASED} or {@link #REFUSED}.
     */
    int harvest(
            final MessageFlyweight message,
            final long question,
            final int questionLength,
            final int type,
            final long zone,
            final int zoneLength,
            final long now) {
        final boolean authoritative = message.isAuthoritative();
        final TrustRank rank = authoritative ? TrustRank.AUTHORITATIVE_ANSWER : TrustRank.ANSWER;
        Memory.copy(null, question, null, name, questionLength);
        nameLength = questionLength;
        links = 0;
        while (true) {
            // The DNAME first: the CNAME beside it was made from it, and is made anew by whoever reads the cache.
            if (takeDname(message, rank, zone, zoneLength, now)) {
                if (type == RecordType.CNAME) {
                    return ANSWERED;
                }
            } else {
                final int records = takeRrset(message, type, rank, zone, zoneLength, now);
                if (records != NOTHING) {
                    return records;
                }
                if (type == RecordType.CNAME || !takeAlias(message, rank, zone, zoneLength, now)) {
                    break;
                }
            }
            if (++links >= maxLinks || !WireName.isSubdomain(null, name, nameLength, null, zone, zoneLength)) {
                return ALIASED;
            }
        }
        final TrustRank negativeRank = authoritative ? TrustRank.AUTHORITATIVE_AUTHORITY : TrustRank.ADDITIONAL;
        return takeNegative(message, type, negativeRank, zone, zoneLength, now);
    }

    private int takeRrset(
            final MessageFlyweight message,
            final int type,
            final TrustRank rank,
            final long zone,
            final int zoneLength,
            final long now) {
        boolean found = false;
        cache.begin(null, name, nameLength);
        for (int i = message.answerStart(); i < message.answerEnd(); i++) {
            if (message.type(i) == type && isOwnedByName(message, i)) {
                found = true;
                add(message, i, 0);
            }
        }
        if (!found) {
            return NOTHING;
        }
        addSignatures(message, message.answerStart(), message.answerEnd(), type, name, nameLength, 0);
        addWildcardProofs(message, type, zone, zoneLength);
        final long refused = cache.refusedTooLarge();
        return cache.commitPositive(type, rank, now) == 0 && cache.refusedTooLarge() != refused ? REFUSED : ANSWERED;
    }

    private boolean isOwnedByName(final MessageFlyweight message, final int record) {
        return message.recordClass(record) == RecordClass.IN
                && message.nameEquals(message.owner(record), null, name, nameLength);
    }

    private int add(final MessageFlyweight message, final int record, final int ownerOffset) {
        final int length = message.copyRdata(record, null, cache.rdataAddress(), Math.max(0, cache.rdataCapacity()));
        // What does not fit is handed on as too long, so that the whole set is refused.
        cache.record(ownerOffset, message.type(record), message.ttl(record), length < 0 ? Integer.MAX_VALUE : length);
        return length;
    }

    /** Adds the signatures of a set to its entry, after its records (RFC 4034 section 3: RRSIG begins with the type it covers). */
    private void addSignatures(
            final MessageFlyweight message,
            final int from,
            final int to,
            final int covered,
            final long signed,
            final int signedLength,
            final int ownerOffset) {
        for (int i = from; signatures && i < to; i++) {
            if (message.type(i) == RecordType.RRSIG
                    && covered != RecordType.RRSIG
                    && message.recordClass(i) == RecordClass.IN
                    && Memory.u16(message.base(), message.address() + message.rdataOffset(i)) == covered
                    && message.nameEquals(message.owner(i), null, signed, signedLength)) {
                add(message, i, ownerOffset);
            }
        }
    }

    /**
     * Adds the proofs beside an answer that was made from a wildcard: its signature counts fewer labels than its owner has (RFC
     * 4035 section 5.3.4).
     */
    private void addWildcardProofs(
            final MessageFlyweight message, final int covered, final long zone, final int zoneLength) {
        for (int i = message.answerStart(); signatures && i < message.answerEnd(); i++) {
            final long rdata = message.address() + message.rdataOffset(i);
            if (message.type(i) == RecordType.RRSIG
                    && isOwnedByName(message, i)
                    && Memory.u16(message.base(), rdata) == covered
                    && Memory.u8(message.base(), rdata + RRSIG_LABELS_OFFSET) < WireName.labelCount(null, name)) {
                addProofs(message, zone, zoneLength);
                return;
            }
        }
    }

    /** Adds the proofs in the authority section whose owners lie in a zone: NSEC, NSEC3 and their signatures. */
    private void addProofs(final MessageFlyweight message, final long zone, final int zoneLength) {
        for (int i = message.authorityStart(); signatures && i < message.authorityEnd(); i++) {
            if (message.recordClass(i) != RecordClass.IN || !isProof(message, i)) {
                continue;
            }
            // A name is copied only where there is room for the longest, so that no length has to be known before.
            if (cache.proofCapacity() < WireName.CAPACITY) {
                cache.proof(0, message.type(i), 0, Integer.MAX_VALUE);
                return;
            }
            final long at = cache.proofAddress();
            final int length = message.copyName(message.owner(i), null, at);
            if (WireName.isSubdomain(null, at, length, null, zone, zoneLength)) {
                final int rdata = message.copyRdata(
                        i, null, at + length + RrsetCache.FIXED_LENGTH, cache.proofCapacity() - length);
                cache.proof(length, message.type(i), message.ttl(i), rdata < 0 ? Integer.MAX_VALUE : rdata);
            }
        }
    }

    private static boolean isProof(final MessageFlyweight message, final int record) {
        final int type = message.type(record) == RecordType.RRSIG
                ? Memory.u16(message.base(), message.address() + message.rdataOffset(record))
                : message.type(record);
        return type == RecordType.NSEC || type == RecordType.NSEC3;
    }

    /** A name has at most one CNAME (RFC 2181 section 10.1): the first counts. */
    private boolean takeAlias(
            final MessageFlyweight message,
            final TrustRank rank,
            final long zone,
            final int zoneLength,
            final long now) {
        for (int i = message.answerStart(); i < message.answerEnd(); i++) {
            if (message.type(i) == RecordType.CNAME && isOwnedByName(message, i)) {
                cache.begin(null, name, nameLength);
                add(message, i, 0);
                addSignatures(
                        message, message.answerStart(), message.answerEnd(), RecordType.CNAME, name, nameLength, 0);
                addWildcardProofs(message, RecordType.CNAME, zone, zoneLength);
                cache.commitPositive(RecordType.CNAME, rank, now);
                nameLength = message.copyName(message.rdataOffset(i), null, name);
                return true;
            }
        }
        return false;
    }

    /** RFC 6672 section 3.2: only the DNAME counts; the CNAME beside it is made anew from it. */
    private boolean takeDname(
            final MessageFlyweight message,
            final TrustRank rank,
            final long zone,
            final int zoneLength,
            final long now) {
        for (int i = message.answerStart(); i < message.answerEnd(); i++) {
            if (message.type(i) != RecordType.DNAME || message.recordClass(i) != RecordClass.IN) {
                continue;
            }
            final int ownerLength = message.copyName(message.owner(i), null, owner);
            if (ownerLength < nameLength
                    && WireName.isSubdomain(null, name, nameLength, null, owner, ownerLength)
                    && WireName.isSubdomain(null, owner, ownerLength, null, zone, zoneLength)) {
                cache.begin(null, owner, ownerLength);
                add(message, i, 0);
                addSignatures(
                        message, message.answerStart(), message.answerEnd(), RecordType.DNAME, owner, ownerLength, 0);
                cache.commitPositive(RecordType.DNAME, rank, now);
                final int prefix = nameLength - ownerLength;
                final int suffix = message.copyName(message.rdataOffset(i), null, target);
                if (prefix + suffix > WireName.MAX_LENGTH) {
                    // YXDOMAIN, which whoever reads the DNAME back from the cache finds out by itself.
                    links++;
                    return false;
                }
                Memory.copy(null, target, null, name + prefix, suffix);
                nameLength = prefix + suffix;
                return true;
            }
        }
        return false;
    }

    /** RFC 2308 section 2: the RCODE and the SOA speak of the last name of the chain. */
    private int takeNegative(
            final MessageFlyweight message,
            final int type,
            final TrustRank rank,
            final long zone,
            final int zoneLength,
            final long now) {
        final boolean exists = message.rcode() != Rcode.NXDOMAIN;
        for (int i = message.authorityStart(); i < message.authorityEnd(); i++) {
            if (message.type(i) != RecordType.SOA || message.recordClass(i) != RecordClass.IN) {
                continue;
            }
            final int ownerLength = message.copyName(message.owner(i), null, owner);
            if (WireName.isSubdomain(null, name, nameLength, null, owner, ownerLength)
                    && WireName.isSubdomain(null, owner, ownerLength, null, zone, zoneLength)) {
                cache.begin(null, name, nameLength);
                final long soa = cache.rdataAddress();
                final int length = add(message, i, nameLength - ownerLength);
                if (length <= SOA_FIXED_LENGTH) {
                    continue;
                }
                final int minimum = Memory.i32(null, soa + length - Integer.BYTES);
                addSignatures(
                        message,
                        message.authorityStart(),
                        message.authorityEnd(),
                        RecordType.SOA,
                        owner,
                        ownerLength,
                        nameLength - ownerLength);
                addProofs(message, owner, ownerLength);
                commitNegative(exists, type, rank, minimum, now);
                return ANSWERED;
            }
        }
        if (links > 0) {
            return ALIASED;
        }
        if (exists) {
            return NOTHING;
        }
        // RFC 2308 section 5: without SOA a negative answer is not kept, but it answers those who wait for it.
        cache.begin(null, name, nameLength);
        commitNegative(false, type, rank, 0, now);
        return ANSWERED;
    }

    /** Takes the absence of records of a type for an answer where no SOA proves it: not kept (RFC 2308 section 5). */
    void takeNoData(final long question, final int questionLength, final int type, final long now) {
        cache.begin(null, question, questionLength);
        cache.commitNoData(type, TrustRank.AUTHORITATIVE_AUTHORITY, 0, now);
    }

    private void commitNegative(
            final boolean exists, final int type, final TrustRank rank, final int minimum, final long now) {
        if (exists) {
            cache.commitNoData(type, rank, minimum, now);
        } else {
            cache.commitNxDomain(rank, minimum, now);
        }
    }
}
