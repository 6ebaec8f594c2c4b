package org.firsthop.node.dissect.protocol;

import java.util.Locale;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.Opcode;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.node.dissect.Conversations;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.MissingOctets;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** Messages of DNS (RFC 1035 section 4), multicast DNS (RFC 6762) and LLMNR (RFC 4795). */
final class DnsDissector {
    private static final int LENGTH_OCTETS = Short.BYTES;
    private static final int FLAGS_OFFSET = 2;
    private static final int QUESTIONS_OFFSET = 4;
    private static final int ANSWERS_OFFSET = 6;
    private static final int AUTHORITIES_OFFSET = 8;
    private static final int ADDITIONALS_OFFSET = 10;
    private static final int HEADER_LENGTH = 12;

    /** In multicast DNS the top bit of a class has another meaning (RFC 6762 sections 5.4 and 10.2). */
    private static final int MULTICAST_CLASS_FLAG = 0x8000;

    private static final int MAX_LIKELY_ANSWERS = 100;
    private static final int MAX_LIKELY_AUTHORITIES = 10;
    private static final int MAX_LIKELY_ADDITIONALS = 10;

    private static final int LLMNR_CONFLICT = 0x0400;
    private static final int LLMNR_TENTATIVE = 0x0100;

    private final Protocol protocol;
    private final Layer layer;
    private final Slice slice;
    private final Dissection dissection;
    /** Where the message begins in the slice; names point relative to it. */
    private final int message;

    private final StringBuilder summary = new StringBuilder();

    private DnsDissector(
            final Protocol protocol,
            final Layer layer,
            final Slice slice,
            final int message,
            final Dissection dissection) {
        this.protocol = protocol;
        this.layer = layer;
        this.slice = slice;
        this.message = message;
        this.dissection = dissection;
    }

    /** Dissects a datagram, which is one message. */
    static void dissectDatagram(
            final Protocol protocol, final int stream, final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(protocol, slice);
        new DnsDissector(protocol, layer, slice, 0, dissection).dissect((long) stream << 1);
    }

    /** Whether a datagram of another port is likely to be a query or a response: all of its header is as most have it. */
    static boolean looksLikeMessage(final Slice slice) {
        if (!slice.has(0, HEADER_LENGTH)) {
            return false;
        }
        final int flags = slice.u16(FLAGS_OFFSET);
        final int questions = slice.u16(QUESTIONS_OFFSET);
        final int answers = slice.u16(ANSWERS_OFFSET);
        final int authorities = slice.u16(AUTHORITIES_OFFSET);
        if (MessageHeader.opcode(flags) != Opcode.QUERY || slice.u16(ADDITIONALS_OFFSET) > MAX_LIKELY_ADDITIONALS) {
            return false;
        }
        return (flags & MessageHeader.QR) == 0
                ? questions == 1 && answers == 0 && authorities == 0
                : questions <= 1 && answers <= MAX_LIKELY_ANSWERS && authorities <= MAX_LIKELY_AUTHORITIES;
    }

    /**
     * Dissects a TCP segment: messages, each after its length; the last may go on in the next segment (RFC 7766 section 8).
     *
     * @return how many octets of the last message are still to come.
     */
    static int dissectSegment(final int stream, final Slice slice, final Dissection dissection) {
        dissection.note(DnsFields.PROTOCOL.name());
        int offset = 0;
        while (offset < slice.reported()) {
            final int length = LENGTH_OCTETS + slice.u16(offset);
            final boolean whole = length <= slice.reported() - offset;
            final Slice part = slice.from(offset, length);
            final Slice own = whole ? part : new Slice(part.buffer(), part.start(), part.captured(), length);
            try {
                final Layer layer = dissection.layer(DnsFields.PROTOCOL, own);
                new DnsDissector(DnsFields.PROTOCOL, layer, own, LENGTH_OCTETS, dissection)
                        .dissect((long) stream << 1 | 1);
            } catch (final MissingOctets e) {
                dissection.packet().missing(whole ? e : MissingOctets.continued());
            }
            offset += length;
        }
        return offset - slice.reported();
    }

    private void dissect(final long conversation) {
        final int id = slice.u16(message);
        final int flags = slice.u16(message + FLAGS_OFFSET);
        if (message > 0) {
            layer.add(DnsFields.MESSAGE_LENGTH, 0, LENGTH_OCTETS, slice.u16(0));
        }
        layer.add(DnsFields.ID, message, Short.BYTES, id);
        addFlags(flags);
        final boolean response = (flags & MessageHeader.QR) != 0;
        final int opcode = MessageHeader.opcode(flags);
        summarize(String.format("%s%s 0x%04x", Opcode.name(opcode), response ? " response" : "", id));
        if (response) {
            summarize(" " + Rcode.name(MessageHeader.rcode(flags)));
        }
        final boolean again = isAskedAgain(conversation, id, response);
        final boolean update = opcode == Opcode.UPDATE;
        final int questions = count(update ? DnsFields.ZONES : DnsFields.QUESTIONS, QUESTIONS_OFFSET);
        final int answers = count(update ? DnsFields.PREREQUISITES : DnsFields.ANSWERS, ANSWERS_OFFSET);
        final int authorities = count(update ? DnsFields.UPDATES : DnsFields.AUTHORITIES, AUTHORITIES_OFFSET);
        final int additionals = count(DnsFields.ADDITIONALS, ADDITIONALS_OFFSET);
        int offset = message + HEADER_LENGTH;
        for (int i = 0; i < questions; i++) {
            offset = dissectQuestion(offset);
        }
        final DnsRecords records =
                new DnsRecords(layer, slice, message, protocol == DnsFields.MULTICAST, this::summarize);
        for (int i = 0; i < answers; i++) {
            offset = records.dissect(offset, true);
        }
        for (int i = 0; i < authorities + additionals; i++) {
            offset = records.dissect(offset, false);
        }
        if (again) {
            layer.add(DnsFields.RETRANSMITTED, 0, 0, true);
        }
    }

    private int count(final Field field, final int offset) {
        final int value = slice.u16(message + offset);
        layer.add(field, message + offset, Short.BYTES, value);
        return value;
    }

    private void addFlags(final int flags) {
        final int offset = message + FLAGS_OFFSET;
        final boolean response = (flags & MessageHeader.QR) != 0;
        layer.add(DnsFields.FLAGS, offset, 2, flags);
        layer.indent();
        layer.add(DnsFields.RESPONSE, offset, 1, response);
        layer.add(DnsFields.OPCODE, offset, 1, MessageHeader.opcode(flags));
        if (protocol == DnsFields.LINK_LOCAL) {
            layer.add(DnsFields.CONFLICT, offset, 1, (flags & LLMNR_CONFLICT) != 0);
            layer.add(DnsFields.TRUNCATED, offset, 1, (flags & MessageHeader.TC) != 0);
            layer.add(DnsFields.TENTATIVE, offset, 1, (flags & LLMNR_TENTATIVE) != 0);
        } else {
            if (response) {
                layer.add(DnsFields.AUTHORITATIVE, offset, 1, (flags & MessageHeader.AA) != 0);
            }
            layer.add(DnsFields.TRUNCATED, offset, 1, (flags & MessageHeader.TC) != 0);
            layer.add(DnsFields.RECURSION_DESIRED, offset, 1, (flags & MessageHeader.RD) != 0);
            if (response) {
                layer.add(DnsFields.RECURSION_AVAILABLE, offset + 1, 1, (flags & MessageHeader.RA) != 0);
            }
            layer.add(DnsFields.RESERVED, offset + 1, 1, (flags & MessageHeader.Z) != 0);
            // In a query the bit asks for it (RFC 6840 section 5.7).
            if (response || (flags & MessageHeader.AD) != 0) {
                layer.add(DnsFields.AUTHENTICATED, offset + 1, 1, (flags & MessageHeader.AD) != 0);
            }
            layer.add(DnsFields.CHECKING_DISABLED, offset + 1, 1, (flags & MessageHeader.CD) != 0);
        }
        if (response) {
            layer.add(DnsFields.RCODE, offset + 1, 1, MessageHeader.rcode(flags));
        }
        layer.outdent();
    }

    /** Notes who asks and who answers; returns whether this is a question asked once more. */
    private boolean isAskedAgain(final long conversation, final int id, final boolean response) {
        final Conversations conversations = dissection.conversations();
        if (dissection.isInErrorMessage()) {
            return false;
        }
        if (response) {
            conversations.answer(conversation, id);
            return false;
        }
        return conversations.isAskedAgain(conversation, id, dissection.packet().relativeSeconds());
    }

    private int dissectQuestion(final int start) {
        final DnsName name = DnsName.read(slice, message, start);
        final int offset = start + name.length();
        final int type = slice.u16(offset);
        final int queryClass = slice.u16(offset + 2);
        layer.add(DnsFields.QUERY_NAME, start, name.length(), name.text());
        layer.indent();
        layer.add(DnsFields.QUERY_TYPE, offset, 2, type);
        if (protocol == DnsFields.MULTICAST) {
            layer.add(DnsFields.QUERY_CLASS, offset + 2, 2, queryClass & ~MULTICAST_CLASS_FLAG);
            layer.add(DnsFields.UNICAST_WANTED, offset + 2, 2, (queryClass & MULTICAST_CLASS_FLAG) != 0);
        } else {
            layer.add(DnsFields.QUERY_CLASS, offset + 2, 2, queryClass);
        }
        layer.outdent();
        summarize(" " + name.text() + " " + RecordType.name(type));
        return offset + 4;
    }

    private void summarize(final String more) {
        summary.append(more);
        dissection.summarize(protocol.name().toUpperCase(Locale.ROOT), summary.toString());
    }
}
