package org.firsthop.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.firsthop.dns.client.DnsAnswer;
import org.firsthop.dns.client.DnsRecord;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.rdata.ExtendedError;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;

/** Answers as text: the way dig prints them, the data alone, or JSON. */
final class DigFormat {
    private static final int[] FLAGS = {
        MessageHeader.QR,
        MessageHeader.AA,
        MessageHeader.TC,
        MessageHeader.RD,
        MessageHeader.RA,
        MessageHeader.AD,
        MessageHeader.CD
    };
    private static final String[] FLAG_NAMES = {"qr", "aa", "tc", "rd", "ra", "ad", "cd"};

    private DigFormat() {}

    /** The sections as dig prints them. */
    static String full(final DnsAnswer answer) {
        final StringBuilder text = new StringBuilder(";; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ")
                .append(Rcode.name(answer.rcode()))
                .append("\n;; flags: ")
                .append(String.join(" ", flags(answer)))
                .append("; QUERY: 1, ANSWER: ")
                .append(answer.answers().size())
                .append(", AUTHORITY: ")
                .append(answer.authorities().size())
                .append(", ADDITIONAL: ")
                .append(answer.additionals().size())
                .append('\n');
        if (answer.extendedError() >= 0) {
            text.append("; EDE: ")
                    .append(ExtendedError.describe(answer.extendedError()))
                    .append('\n');
        }
        text.append("\n;; QUESTION SECTION:\n;")
                .append(answer.question())
                .append("\t\tIN\t")
                .append(RecordType.name(answer.type()))
                .append('\n');
        section(text, "ANSWER", answer.answers());
        section(text, "AUTHORITY", answer.authorities());
        section(text, "ADDITIONAL", answer.additionals());
        return text.append('\n').toString();
    }

    private static List<String> flags(final DnsAnswer answer) {
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < FLAGS.length; i++) {
            if ((answer.flags() & FLAGS[i]) != 0) {
                names.add(FLAG_NAMES[i]);
            }
        }
        return names;
    }

    private static void section(final StringBuilder text, final String name, final List<DnsRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        text.append("\n;; ").append(name).append(" SECTION:\n");
        for (final DnsRecord record : records) {
            text.append(record.owner())
                    .append('\t')
                    .append(record.ttl())
                    .append('\t')
                    .append(RecordClass.name(record.recordClass()))
                    .append('\t')
                    .append(RecordType.name(record.type()))
                    .append('\t')
                    .append(record.rdataText())
                    .append('\n');
        }
    }

    /** The data of the answer section, a line each. */
    static String brief(final DnsAnswer answer) {
        final StringBuilder text = new StringBuilder();
        for (final DnsRecord record : answer.answers()) {
            text.append(record.rdataText()).append('\n');
        }
        return text.toString();
    }

    /** One object on one line. */
    static String json(final DnsAnswer answer) {
        final StringBuilder text = new StringBuilder("{\"question\":{\"name\":");
        quote(text, answer.question().toString());
        text.append(",\"type\":");
        quote(text, RecordType.name(answer.type()));
        text.append("},\"status\":");
        quote(text, Rcode.name(answer.rcode()));
        text.append(",\"flags\":[");
        final List<String> flags = flags(answer);
        for (int i = 0; i < flags.size(); i++) {
            quote(text.append(i == 0 ? "" : ","), flags.get(i));
        }
        text.append(']');
        if (answer.extendedError() >= 0) {
            text.append(",\"extendedError\":").append(answer.extendedError());
        }
        json(text, "answer", answer.answers());
        json(text, "authority", answer.authorities());
        json(text, "additional", answer.additionals());
        return text.append("}\n").toString();
    }

    private static void json(final StringBuilder text, final String name, final List<DnsRecord> records) {
        quote(text.append(','), name);
        text.append(":[");
        for (int i = 0; i < records.size(); i++) {
            final DnsRecord record = records.get(i);
            text.append(i == 0 ? "" : ",").append("{\"name\":");
            quote(text, record.owner().toString());
            text.append(",\"ttl\":").append(record.ttl()).append(",\"class\":");
            quote(text, RecordClass.name(record.recordClass()));
            text.append(",\"type\":");
            quote(text, RecordType.name(record.type()));
            text.append(",\"data\":");
            quote(text, record.rdataText());
            text.append('}');
        }
        text.append(']');
    }

    private static void quote(final StringBuilder text, final String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
