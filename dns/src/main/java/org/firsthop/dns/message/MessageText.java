package org.firsthop.dns.message;

import org.agrona.BufferUtil;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.NameText;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.EdnsOption;
import org.firsthop.dns.rdata.ExtendedError;
import org.firsthop.dns.rdata.OptRdata;
import org.firsthop.dns.rdata.RdataText;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;

/**
 * Messages as text, in the form that dig made common: records as a master file has them, the rest as comments.
 *
 * <p>For people: allocates. Total over any message that was parsed: a name that is malformed is printed as its fault.
 */
public final class MessageText {
    private MessageText() {}

    /**
     * Appends a whole message.
     *
     * @param message that was parsed.
     * @param to where the text goes.
     */
    public static void print(final MessageFlyweight message, final StringBuilder to) {
        printHeader(message, to);
        final int opt = message.optRecord();
        if (opt >= 0) {
            printOpt(message, opt, to);
        }
        if (message.questionCount() > 0) {
            to.append(opt >= 0 ? "" : "\n").append(";; QUESTION SECTION:\n");
        }
        for (int i = 0; i < message.questionCount(); i++) {
            to.append(';');
            printName(message, message.questionName(i), to);
            to.append("\t\t").append(RecordClass.name(message.questionClass(i)));
            to.append('\t').append(RecordType.name(message.questionType(i))).append('\n');
        }
        for (final Section section : Section.values()) {
            printSection(message, section, opt, to);
        }
    }

    private static void printHeader(final MessageFlyweight message, final StringBuilder to) {
        to.append(";; ->>HEADER<<- opcode: ").append(Opcode.name(message.opcode()));
        to.append(", status: ").append(Rcode.name(message.extendedRcode()));
        to.append(", id: ").append(message.id()).append("\n;; flags:");
        final int flags = message.flags();
        printFlag(flags, MessageHeader.QR, " qr", to);
        printFlag(flags, MessageHeader.AA, " aa", to);
        printFlag(flags, MessageHeader.TC, " tc", to);
        printFlag(flags, MessageHeader.RD, " rd", to);
        printFlag(flags, MessageHeader.RA, " ra", to);
        printFlag(flags, MessageHeader.AD, " ad", to);
        printFlag(flags, MessageHeader.CD, " cd", to);
        to.append("; QUERY: ").append(message.questionCount());
        to.append(", ANSWER: ").append(message.answerEnd());
        to.append(", AUTHORITY: ").append(message.authorityEnd() - message.authorityStart());
        to.append(", ADDITIONAL: ").append(message.additionalEnd() - message.additionalStart());
        to.append('\n');
    }

    private static void printFlag(final int flags, final int flag, final String name, final StringBuilder to) {
        if ((flags & flag) != 0) {
            to.append(name);
        }
    }

    private static void printOpt(final MessageFlyweight message, final int opt, final StringBuilder to) {
        to.append("\n;; OPT PSEUDOSECTION:\n; EDNS: version: ")
                .append(message.ednsVersion(opt))
                .append(", flags:");
        printFlag(message.ednsFlags(opt), QueryTemplate.DNSSEC_OK, " do", to);
        to.append("; udp: ").append(message.recordClass(opt)).append('\n');
        if (message.validateRecord(opt) != DropReason.NONE) {
            return;
        }
        final OptRdata options = message.rdata(opt, new OptRdata());
        while (options.next()) {
            to.append("; ").append(EdnsOption.name(options.code())).append(": ");
            if (options.code() == EdnsOption.EXTENDED_ERROR && options.isWellFormed()) {
                printExtendedError(message, options, to);
            } else {
                for (int i = 0; i < options.dataLength(); i++) {
                    to.append("%02x".formatted(options.octet(options.dataOffset() + i)));
                }
            }
            to.append('\n');
        }
    }

    private static void printExtendedError(
            final MessageFlyweight message, final OptRdata options, final StringBuilder to) {
        to.append(ExtendedError.describe(options.extendedErrorCode()));
        if (options.extendedErrorTextLength() > 0) {
            to.append(": ");
            RdataText.printQuoted(
                    message.base(),
                    message.address() + options.offset() + options.dataOffset() + 2,
                    options.extendedErrorTextLength(),
                    to);
        }
    }

    private static void printSection(
            final MessageFlyweight message, final Section section, final int opt, final StringBuilder to) {
        boolean first = true;
        for (int i = 0; i < message.recordCount(); i++) {
            if (message.section(i) == section && i != opt) {
                to.append(first ? "\n;; " + section + " SECTION:\n" : "");
                first = false;
                printRecord(message, i, to);
                to.append('\n');
            }
        }
    }

    /**
     * Appends a record as a line of a master file: owner, TTL, class, type and data with tabs between.
     *
     * @param message that was parsed.
     * @param record its number.
     * @param to where the text goes.
     */
    public static void printRecord(final MessageFlyweight message, final int record, final StringBuilder to) {
        printName(message, message.owner(record), to);
        to.append('\t').append(message.ttl(record));
        to.append('\t').append(RecordClass.name(message.recordClass(record)));
        to.append('\t').append(RecordType.name(message.type(record))).append('\t');
        RdataText.print(
                message.base(),
                message.address(),
                message.length(),
                message.type(record),
                message.recordClass(record),
                message.rdataOffset(record),
                message.rdataLength(record),
                to);
    }

    /**
     * Appends a name of a message.
     *
     * @param message that was parsed.
     * @param position of the name.
     * @param to where the text goes.
     */
    public static void printName(final MessageFlyweight message, final int position, final StringBuilder to) {
        final byte[] name = new byte[WireName.CAPACITY];
        final int length = message.copyName(position, name, BufferUtil.ARRAY_BASE_OFFSET);
        if (length < 0) {
            to.append('<').append(MessageNames.reason(length)).append('>');
        } else {
            NameText.print(name, BufferUtil.ARRAY_BASE_OFFSET, to);
        }
    }
}
