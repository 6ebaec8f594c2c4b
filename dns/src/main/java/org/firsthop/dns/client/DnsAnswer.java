package org.firsthop.dns.client;

import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RdataCopy;
import org.firsthop.dns.rdata.RecordType;

/**
 * The response to a query as an object, the chain of aliases included. Immutable.
 *
 * @param rcode the response code, see {@link Rcode}.
 * @param flags the header's 16 bits of flags.
 * @param question the name asked for.
 * @param type the type asked for.
 * @param answers the answer section, aliases before what they lead to.
 * @param authorities the authority section.
 * @param additionals the additional section without OPT.
 * @param extendedError the INFO-CODE of RFC 8914, or −1.
 */
public record DnsAnswer(
        int rcode,
        int flags,
        DomainName question,
        int type,
        List<DnsRecord> answers,
        List<DnsRecord> authorities,
        List<DnsRecord> additionals,
        int extendedError) {
    private static final int EDE_OPTION = 15;
    private static final int OPTION_HEADER_LENGTH = 4;

    /**
     * Copies a message.
     *
     * @param message that has been validated and has one question.
     * @return the answer.
     */
    public static DnsAnswer of(final MessageFlyweight message) {
        return new DnsAnswer(
                message.extendedRcode(),
                message.flags(),
                name(message, message.questionName(0)),
                message.questionType(0),
                records(message, message.answerStart(), message.answerEnd()),
                records(message, message.authorityStart(), message.authorityEnd()),
                records(message, message.additionalStart(), message.additionalEnd()),
                extendedError(message));
    }

    private static List<DnsRecord> records(final MessageFlyweight message, final int from, final int to) {
        final List<DnsRecord> records = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            if (message.type(i) != RecordType.OPT) {
                final byte[] rdata = new byte[message.rdataLength(i) + 2 * WireName.CAPACITY];
                final int length = message.copyRdata(
                        i, rdata, BufferUtil.ARRAY_BASE_OFFSET, Math.min(rdata.length, RdataCopy.MAX_LENGTH));
                records.add(new DnsRecord(
                        name(message, message.owner(i)),
                        message.type(i),
                        message.recordClass(i),
                        message.ttl(i),
                        java.util.Arrays.copyOf(rdata, Math.max(0, length))));
            }
        }
        return List.copyOf(records);
    }

    private static DomainName name(final MessageFlyweight message, final int position) {
        final byte[] name = new byte[WireName.CAPACITY];
        message.copyName(position, name, BufferUtil.ARRAY_BASE_OFFSET);
        return DomainName.ofWire(name, BufferUtil.ARRAY_BASE_OFFSET);
    }

    private static int extendedError(final MessageFlyweight message) {
        final int opt = message.optRecord();
        if (opt < 0) {
            return -1;
        }
        int at = 0;
        while (at + OPTION_HEADER_LENGTH <= message.rdataLength(opt)) {
            final int option = message.rdataInt(opt, at);
            if (option >>> 16 == EDE_OPTION && (option & 0xFFFF) >= 2) {
                return message.rdataInt(opt, at + 2) & 0xFFFF;
            }
            at += OPTION_HEADER_LENGTH + (option & 0xFFFF);
        }
        return -1;
    }

    /** {@return whether the name exists and the answer has what was asked for, or says that there is none} */
    public boolean isSuccess() {
        return rcode == Rcode.NOERROR;
    }
}
