package org.firsthop.dns.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

class AnswerWriterTest {
    private static final int GUARD = 64 * 1024;
    private static final byte FILL = (byte) 0xA5;

    private final RrsetCache cache = new RrsetCache(CacheConfig.DEFAULT.withCapacity(4 << 20), new ChaChaRandom(1));
    private final AnswerWriter writer = new AnswerWriter(cache, 11);
    private final MemoryRegion out = MemoryRegion.allocate(AnswerWriter.BUFFER_LENGTH + GUARD);

    private void begin(final String name) {
        final DomainName owner = DomainName.of(name);
        cache.begin(owner.base(), owner.address(), owner.length());
    }

    private void name(final long address, final String name) {
        final DomainName value = DomainName.of(name);
        Memory.copy(value.base(), value.address(), null, address, value.length());
    }

    private void record(final int type, final int length) {
        cache.record(0, type, 300, length);
    }

    /** An alias with signatures of so many octets each, no two alike. */
    private void alias(final String name, final String target, final int signatures, final int length) {
        begin(name);
        name(cache.rdataAddress(), target);
        record(RecordType.CNAME, DomainName.of(target).length());
        for (int i = 0; i < signatures; i++) {
            Memory.fill(null, cache.rdataAddress(), length, (byte) 0);
            Memory.putU16(null, cache.rdataAddress(), RecordType.CNAME);
            Memory.putU16(null, cache.rdataAddress() + 2, i);
            record(RecordType.RRSIG, length);
        }
        cache.commitPositive(RecordType.CNAME, TrustRank.ANSWER, 0);
    }

    private int write(final String name, final int type) {
        final DomainName asked = DomainName.of(name);
        Memory.fill(null, out.address(), AnswerWriter.BUFFER_LENGTH + GUARD, FILL);
        return writer.write(out.address(), asked.base(), asked.address(), asked.length(), type, 0, 0, false);
    }

    private MessageFlyweight message(final int limit) {
        final int length = writer.finish(1, 0, true, limit, -1);
        final MessageFlyweight message = new MessageFlyweight();
        assertEquals(DropReason.NONE, message.parse(new UnsafeBuffer(out.address(), length), 0, length));
        assertEquals(DropReason.NONE, message.validate());
        return message;
    }

    private void assertGuardUntouched() {
        for (int i = 0; i < GUARD; i++) {
            assertEquals(FILL & 0xFF, Memory.u8(null, out.address() + AnswerWriter.BUFFER_LENGTH + i), "octet " + i);
        }
    }

    /** Signatures make entries large: a chain of them has more octets than pointers reach, and than a message may have. */
    @Test
    void shouldFailWhenTheSignaturesOfAChainHaveMoreOctetsThanAMessage() {
        for (int i = 0; i < 8; i++) {
            alias("n" + i + ".example.", "n" + (i + 1) + ".example.", 30, 1_000);
        }
        for (final boolean wanted : new boolean[] {true, false}) {
            writer.dnssecOk(wanted);
            final int result = write("n0.example.", RecordType.A);
            assertGuardUntouched();
            if (wanted) {
                assertEquals(AnswerWriter.FAILED, result);
                assertEquals(AnswerWriter.CHAIN_TOO_LONG, writer.failure());
            } else {
                assertEquals(AnswerWriter.MISSING, result, "what is not handed on takes no room");
                assertEquals(8, message(0xFFFF).answerEnd());
            }
        }
    }

    @Test
    void shouldNotPassTheBufferWhereTheLastEntryIsLarge() {
        writer.dnssecOk(true);
        alias("a.example.", "b.example.", 14, 1_000);
        alias("b.example.", "c.example.", 30, 1_000);
        assertEquals(AnswerWriter.COMPLETE, write("a.example.", RecordType.CNAME));
        begin("c.example.");
        for (int i = 0; i < 30; i++) {
            Memory.fill(null, cache.rdataAddress(), 1_000, (byte) i);
            record(RecordType.NULL, 1_000);
        }
        cache.commitPositive(RecordType.NULL, TrustRank.ANSWER, 0);
        assertEquals(AnswerWriter.FAILED, write("a.example.", RecordType.NULL));
        assertGuardUntouched();
    }

    /** RFC 4035 section 3.2.1: proofs of absence are for those who ask for records of DNSSEC. */
    @Test
    void shouldHandProofsOnToThoseWhoAskForThem() {
        alias("alias.example.", "gone.example.", 1, 30);
        begin("gone.example.");
        name(cache.rdataAddress(), "ns.example.");
        record(RecordType.SOA, DomainName.of("ns.example.").length());
        for (final String owner : new String[] {"example.", "g.example."}) {
            final int length = DomainName.of(owner).length();
            name(cache.proofAddress(), owner);
            final long rdata = cache.proofAddress() + length + RrsetCache.FIXED_LENGTH;
            name(rdata, "h.example.");
            final int rdataLength = DomainName.of("h.example.").length();
            Memory.putU16(null, rdata + rdataLength, 1);
            Memory.putU8(null, rdata + rdataLength + 2, 0x40);
            cache.proof(length, RecordType.NSEC, 200, rdataLength + 3);
        }
        cache.commitNxDomain(TrustRank.AUTHORITATIVE_AUTHORITY, 3_600, 0);
        for (final boolean wanted : new boolean[] {true, false}) {
            writer.dnssecOk(wanted);
            final DomainName asked = DomainName.of("alias.example.");
            final int result = writer.write(
                    out.address(), asked.base(), asked.address(), asked.length(), RecordType.NULL, 0, 0, false);
            assertEquals(AnswerWriter.COMPLETE, result);
            assertEquals(Rcode.NXDOMAIN, writer.rcode());
            final MessageFlyweight message = new MessageFlyweight();
            final int length = writer.finish(1, 0, true, 4_096, -1);
            assertEquals(DropReason.NONE, message.parse(new UnsafeBuffer(out.address(), length), 0, length));
            final int authorities = message.authorityEnd() - message.authorityStart();
            assertEquals(wanted ? 3 : 1, authorities);
            assertEquals(wanted ? 2 : 1, message.answerEnd());
            for (int i = 1; i < authorities; i++) {
                final int record = message.authorityStart() + i;
                assertEquals(RecordType.NSEC, message.type(record));
                assertEquals(200, message.ttl(record));
                final DomainName owner = DomainName.of(i == 1 ? "example." : "g.example.");
                assertEquals(
                        true, message.nameEquals(message.owner(record), owner.base(), owner.address(), owner.length()));
            }
        }
    }

    @Test
    void shouldRefuseProofsThatDoNotFit() {
        begin("gone.example.");
        name(cache.rdataAddress(), "ns.example.");
        record(RecordType.SOA, 12);
        cache.proof(1, RecordType.NSEC, 300, cache.proofCapacity());
        assertEquals(0, cache.commitNxDomain(TrustRank.AUTHORITATIVE_AUTHORITY, 300, 0));
        assertEquals(1, cache.refusedTooLarge());
    }
}
