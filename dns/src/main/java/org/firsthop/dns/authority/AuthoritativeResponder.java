package org.firsthop.dns.authority;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.message.MessageEncoder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.Opcode;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.NameSuffixes;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.zone.Zone;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries from zones.
 *
 * <p>What a query gets, besides its answer: FORMERR where it cannot be read or has not one question, NOTIMP for another opcode
 * than QUERY and for AXFR over UDP, BADVERS for another version of EDNS than 0, REFUSED for a name in none of the zones and for a
 * transfer that is not allowed. Unknown types, flags and options of EDNS get what known ones get (RFC 8906 section 3). A message
 * too short for a header, and a response, get nothing.
 *
 * <p>Reusable; not thread-safe: one for each thread, over the same zones. Answering allocates nothing.
 */
public final class AuthoritativeResponder {
    /** Octets of UDP payload that a response has at most, where the user sets no other limit (RFC 9715 section 3.2). */
    public static final int DEFAULT_MAX_UDP_PAYLOAD = QueryTemplate.DEFAULT_UDP_PAYLOAD_SIZE;

    /** Octets of UDP payload that everyone takes (RFC 1035 section 4.2.1). */
    public static final int MIN_UDP_PAYLOAD = 512;

    /** The most questions and records of a query. */
    private static final int MAX_QUERY_RECORDS = 64;

    private final MessageFlyweight query = new MessageFlyweight(MAX_QUERY_RECORDS);
    private final MessageEncoder encoder = new MessageEncoder();
    private final AuthorityCounters counters = new AuthorityCounters();
    private final NameSuffixes suffixes = new NameSuffixes();
    private final byte[] qname = new byte[WireName.CAPACITY];
    private final AnswerWriter answer;
    private final int maxUdpPayload;
    private final boolean transfersAllowed;
    private ZoneSet zones;

    /**
     * A responder with the default limits that allows no transfers.
     *
     * @param zones to answer from.
     */
    public AuthoritativeResponder(final ZoneSet zones) {
        this(zones, DEFAULT_MAX_UDP_PAYLOAD, false);
    }

    /**
     * A responder.
     *
     * @param zones to answer from.
     * @param maxUdpPayload octets of UDP payload that a response has at most, 512 to 65,535.
     * @param transfersAllowed whether anyone may transfer a zone (RFC 5936 section 5).
     * @throws IllegalArgumentException when the payload is outside its range.
     */
    public AuthoritativeResponder(final ZoneSet zones, final int maxUdpPayload, final boolean transfersAllowed) {
        if (maxUdpPayload < MIN_UDP_PAYLOAD || maxUdpPayload > MessageFlyweight.MAX_LENGTH) {
            throw new IllegalArgumentException("maxUdpPayload: value=" + maxUdpPayload + ", expected 512 to 65535");
        }
        this.zones = zones;
        this.maxUdpPayload = maxUdpPayload;
        this.transfersAllowed = transfersAllowed;
        this.answer = new AnswerWriter(encoder, suffixes, qname);
    }

    /** {@return what this responder has done} */
    public AuthorityCounters counters() {
        return counters;
    }

    /**
     * Answers from other zones from now on, as after a reload; transfers that have begun go on with the old ones.
     *
     * @param replacement to answer from.
     */
    public void zones(final ZoneSet replacement) {
        zones = replacement;
    }

    /**
     * Answers a message.
     *
     * @param in that holds the message.
     * @param inOffset of its first octet.
     * @param inLength in octets.
     * @param transfer of the TCP connection that the message came by, which is begun where the message asks for a transfer; or
     *     null where it came by UDP.
     * @param out where the response goes; it does not overlap the message.
     * @param outOffset of the response's first octet.
     * @param outCapacity octets that may be written, at least 512.
     * @return octets of the response, or 0 where there is none.
     */
    public int respond(
            final DirectBuffer in,
            final int inOffset,
            final int inLength,
            final @Nullable ZoneTransfer transfer,
            final MutableDirectBuffer out,
            final int outOffset,
            final int outCapacity) {
        NetworkOrder.boundsCheck(out, outOffset, outCapacity);
        counters.query();
        answer.begin();
        final DropReason reason = query.parse(in, inOffset, inLength);
        if (inLength < MessageHeader.LENGTH || query.isResponse()) {
            counters.drop();
            return 0;
        }
        final int flags = query.flags();
        final int opcode = MessageHeader.opcode(flags);
        // RD and CD are copied (RFC 1035 section 4.1.1, RFC 4035 section 3.1.6); AD, RA and Z are not.
        final int copied = MessageHeader.QR | (flags & (MessageHeader.RD | MessageHeader.CD));
        encoder.wrap(out, outOffset, Math.min(outCapacity, MIN_UDP_PAYLOAD))
                .begin(query.id(), MessageHeader.flags(copied, opcode, 0));
        if (opcode != Opcode.QUERY) {
            return finish(Rcode.NOTIMP, -1);
        }
        if (reason != DropReason.NONE || query.questionCount() != 1) {
            return finish(Rcode.FORMERR, -1);
        }
        final int nameLength = query.copyName(query.questionName(0), qname, BufferUtil.ARRAY_BASE_OFFSET);
        final int opt = query.optRecord();
        if (nameLength < 0 || !isOptValid(opt)) {
            return finish(Rcode.FORMERR, -1);
        }
        final int limit = transfer != null ? MessageFlyweight.MAX_LENGTH : udpLimit(opt);
        encoder.wrap(out, outOffset, Math.min(outCapacity, limit));
        if (opt >= 0) {
            encoder.reserve(MessageEncoder.OPT_LENGTH);
        }
        final int type = query.questionType(0);
        final int recordClass = query.questionClass(0);
        encoder.question(qname, BufferUtil.ARRAY_BASE_OFFSET, nameLength, type, recordClass);
        if (opt >= 0 && query.ednsVersion(opt) != 0) {
            return finish(Rcode.BADVERS, opt);
        }
        suffixes.wrap(qname, BufferUtil.ARRAY_BASE_OFFSET);
        if (type == RecordType.AXFR || type == RecordType.IXFR) {
            return transfer(transfer, type, recordClass, opt, out, outOffset, outCapacity);
        }
        final boolean dnssecOk = opt >= 0 && (query.ednsFlags(opt) & QueryTemplate.DNSSEC_OK) != 0;
        final int rcode = answer.write(zones, nameLength, type, recordClass, dnssecOk, transfer != null);
        return finish(rcode, opt);
    }

    private int udpLimit(final int opt) {
        // RFC 6891 section 6.2.3: a value below 512 counts as 512.
        return opt < 0 ? MIN_UDP_PAYLOAD : Math.max(MIN_UDP_PAYLOAD, Math.min(query.recordClass(opt), maxUdpPayload));
    }

    /** One OPT record at most, with the root as owner, whose options fit (RFC 6891 sections 6.1.1 and 7). */
    private boolean isOptValid(final int opt) {
        if (opt < 0) {
            return true;
        }
        for (int i = opt + 1; i < query.additionalEnd(); i++) {
            if (query.type(i) == RecordType.OPT) {
                return false;
            }
        }
        return query.validateRecord(opt) == DropReason.NONE;
    }

    private int transfer(
            final @Nullable ZoneTransfer transfer,
            final int type,
            final int recordClass,
            final int opt,
            final MutableDirectBuffer out,
            final int outOffset,
            final int outCapacity) {
        final Zone zone = zones.find(suffixes, 0);
        if (zone == null || zone.zoneClass() != recordClass || !transfersAllowed) {
            return finish(Rcode.REFUSED, opt);
        }
        if (zone.originLabels() != suffixes.count()) {
            return finish(Rcode.NOTAUTH, opt);
        }
        if (transfer == null) {
            if (type == RecordType.AXFR) {
                return finish(Rcode.NOTIMP, opt);
            }
            // RFC 1995 section 2: over UDP the SOA alone tells the asker to come back by TCP.
            answer.writeSoa(zone);
            return finish(Rcode.NOERROR, opt);
        }
        counters.transfer();
        counters.response(Rcode.NOERROR, false, false);
        transfer.begin(zone, query.id(), encoder.flags(), type, opt >= 0);
        return transfer.next(out, outOffset, outCapacity);
    }

    private int finish(final int rcode, final int opt) {
        final int flags = encoder.flags();
        encoder.flags(MessageHeader.flags(flags, MessageHeader.opcode(flags), rcode));
        if (opt >= 0) {
            // RFC 6891 section 7: a response to EDNS has EDNS; RFC 3225 section 3: DO is copied, no other flag is.
            encoder.opt(maxUdpPayload, rcode, 0, query.ednsFlags(opt) & QueryTemplate.DNSSEC_OK);
        }
        counters.response(rcode, (flags & MessageHeader.TC) != 0, answer.isReferral());
        return encoder.finish();
    }
}
