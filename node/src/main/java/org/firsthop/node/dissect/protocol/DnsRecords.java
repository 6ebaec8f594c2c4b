package org.firsthop.node.dissect.protocol;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.rdata.RdataText;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Slice;

/** The resource records of a DNS message (RFC 1035 section 4.1.3), with EDNS's OPT (RFC 6891). */
final class DnsRecords {
    private static final int CLASS_OFFSET = 2;
    private static final int TTL_OFFSET = 4;
    private static final int LENGTH_OFFSET = 8;
    private static final int DATA_OFFSET = 10;
    private static final int TOP_BIT = 0x8000;
    private static final int OPTION_HEADER_LENGTH = 4;
    private static final int NSEC3_SALT_OFFSET = 4;
    private static final int CSYNC = 62;
    private static final int CSYNC_TYPES_OFFSET = 6;
    private static final int NXT = 30;

    private final Layer layer;
    private final Slice slice;
    private final int message;
    private final boolean multicast;
    private final Consumer<String> summary;

    DnsRecords(
            final Layer layer,
            final Slice slice,
            final int message,
            final boolean multicast,
            final Consumer<String> summary) {
        this.layer = layer;
        this.slice = slice;
        this.message = message;
        this.multicast = multicast;
        this.summary = summary;
    }

    /** Dissects the record at an offset; returns where the next one is. */
    int dissect(final int start, final boolean answer) {
        final DnsName name = DnsName.read(slice, message, start);
        final int offset = start + name.length();
        final int type = slice.u16(offset);
        final int recordClass = slice.u16(offset + CLASS_OFFSET);
        slice.require(offset, DATA_OFFSET + slice.u16(offset + LENGTH_OFFSET));
        if (answer) {
            summary.accept(" " + RecordType.name(type));
        }
        if (type == RecordType.SRV) {
            addServiceName(start, name);
        } else {
            layer.add(DnsFields.NAME, start, name.length(), name.text());
        }
        layer.indent();
        layer.add(DnsFields.TYPE, offset, 2, type);
        if (type == RecordType.OPT) {
            addOptHeader(offset, recordClass);
        } else {
            addClass(offset + CLASS_OFFSET, recordClass);
            layer.add(DnsFields.TTL, offset + TTL_OFFSET, 4, slice.u32(offset + TTL_OFFSET));
        }
        final int length = slice.u16(offset + LENGTH_OFFSET);
        layer.add(DnsFields.LENGTH, offset + LENGTH_OFFSET, 2, length);
        final int data = offset + DATA_OFFSET;
        if (length > 0) {
            addData(type, multicast ? recordClass & ~TOP_BIT : recordClass, data, length, answer);
        }
        layer.outdent();
        return data + length;
    }

    /** The owner of an SRV record, in the parts it is made of (RFC 2782). */
    private void addServiceName(final int start, final DnsName name) {
        final String[] parts = name.text().split("\\.", 3);
        layer.add(DnsFields.SERVICE, start, name.length(), parts[0]);
        if (parts.length > 1) {
            layer.add(DnsFields.SERVICE_PROTOCOL, start, name.length(), parts[1]);
        }
        if (parts.length > 2) {
            layer.add(DnsFields.SERVICE_NAME, start, name.length(), parts[2]);
        }
    }

    private void addClass(final int offset, final int recordClass) {
        if (multicast) {
            layer.add(DnsFields.CLASS, offset, 2, recordClass & ~TOP_BIT);
            layer.add(DnsFields.CACHE_FLUSH, offset, 2, (recordClass & TOP_BIT) != 0);
        } else {
            layer.add(DnsFields.CLASS, offset, 2, recordClass);
        }
    }

    /** What other records have as class and TTL (RFC 6891 section 6.1.2). */
    private void addOptHeader(final int offset, final int recordClass) {
        if (multicast) {
            // Wireshark writes this one in hexadecimal, without its top bit, and the ordinary one in decimal.
            layer.add(
                    DnsFields.PAYLOAD_SIZE, offset + CLASS_OFFSET, 2, String.format("0x%04x", recordClass & ~TOP_BIT));
            layer.add(DnsFields.CACHE_FLUSH, offset + CLASS_OFFSET, 2, (recordClass & TOP_BIT) != 0);
        } else {
            layer.add(DnsFields.PAYLOAD_SIZE, offset + CLASS_OFFSET, 2, recordClass);
        }
        final int ttl = offset + TTL_OFFSET;
        layer.add(DnsFields.EXTENDED_RCODE, ttl, 1, slice.u8(ttl));
        layer.add(DnsFields.EDNS_VERSION, ttl + 1, 1, slice.u8(ttl + 1));
        final int flags = slice.u16(ttl + 2);
        layer.add(DnsFields.EDNS_FLAGS, ttl + 2, 2, flags);
        layer.indent();
        layer.add(DnsFields.DNSSEC_OK, ttl + 2, 2, (flags & TOP_BIT) != 0);
        layer.outdent();
    }

    private void addData(
            final int type, final int recordClass, final int data, final int length, final boolean answer) {
        switch (type) {
            case RecordType.A -> {
                layer.add(DnsFields.ADDRESS, data, Ipv4Address.LENGTH);
                summarize(answer, Ipv4Address.toString(NetworkOrder.i32(slice.buffer(), slice.start() + data)));
            }
            case RecordType.AAAA -> {
                layer.add(DnsFields.ADDRESS_6, data, Ipv6Address.LENGTH);
                final DirectBuffer buffer = slice.buffer();
                final int index = slice.start() + data;
                summarize(
                        answer,
                        Ipv6Address.toString(NetworkOrder.i64(buffer, index), NetworkOrder.i64(buffer, index + 8)));
            }
            case RecordType.NS -> addName(DnsFields.NAME_SERVER, data, answer);
            case RecordType.CNAME -> addName(DnsFields.CANONICAL_NAME, data, answer);
            case RecordType.PTR -> addName(DnsFields.POINTER, data, answer);
            case RecordType.DNAME -> addName(DnsFields.DELEGATION_NAME, data, answer);
            case RecordType.MX -> {
                final int preference = slice.u16(data);
                final DnsName name = DnsName.read(slice, message, data + 2);
                layer.add(DnsFields.PREFERENCE, data, 2, preference);
                layer.add(DnsFields.EXCHANGE, data + 2, name.length(), name.text());
                summarize(answer, preference + " " + name.text());
            }
            case RecordType.SOA -> addStartOfAuthority(data, answer);
            case RecordType.TXT -> addText(data, length);
            case RecordType.SRV -> addService(data, answer);
            case RecordType.OPT -> addOptions(data, length);
            default -> addOther(type, recordClass, data, length);
        }
    }

    private void summarize(final boolean answer, final String text) {
        if (answer) {
            summary.accept(" " + text);
        }
    }

    /** Adds a name; returns where it ends. */
    private int addName(final Field field, final int offset, final boolean answer) {
        final DnsName name = DnsName.read(slice, message, offset);
        layer.add(field, offset, name.length(), name.text());
        summarize(answer, name.text());
        return offset + name.length();
    }

    private void addStartOfAuthority(final int data, final boolean answer) {
        int offset = addName(DnsFields.PRIMARY, data, answer);
        offset = addName(DnsFields.MAILBOX, offset, false);
        for (final Field field : new Field[] {
            DnsFields.SERIAL, DnsFields.REFRESH, DnsFields.RETRY, DnsFields.EXPIRE, DnsFields.MINIMUM_TTL
        }) {
            layer.add(field, offset, 4, slice.u32(offset));
            offset += Integer.BYTES;
        }
    }

    /** The strings of a TXT record; the last may go beyond the record, and is shown so. */
    private void addText(final int data, final int length) {
        for (int offset = data; offset < data + length; ) {
            final int octets = slice.u8(offset);
            layer.add(DnsFields.TEXT_LENGTH, offset, 1, octets);
            offset++;
            slice.require(offset, octets);
            final byte[] text = new byte[octets];
            slice.buffer().getBytes(slice.start() + offset, text);
            layer.add(DnsFields.TEXT, offset, octets, DnsName.printable(ascii(text)));
            offset += octets;
        }
    }

    private static String ascii(final byte[] octets) {
        return new String(octets, StandardCharsets.US_ASCII);
    }

    private void addService(final int data, final boolean answer) {
        final int priority = slice.u16(data);
        final int weight = slice.u16(data + 2);
        final int port = slice.u16(data + 4);
        layer.add(DnsFields.PRIORITY, data, 2, priority);
        layer.add(DnsFields.WEIGHT, data + 2, 2, weight);
        layer.add(DnsFields.PORT, data + 4, 2, port);
        final DnsName target = DnsName.read(slice, message, data + 6);
        layer.add(DnsFields.TARGET, data + 6, target.length(), target.text());
        summarize(answer, priority + " " + weight + " " + port + " " + target.text());
    }

    private void addOptions(final int data, final int length) {
        int offset = data;
        while (offset < data + length) {
            layer.add(DnsFields.OPTION_CODE, offset, 2, slice.u16(offset));
            layer.indent();
            final int octets = slice.u16(offset + 2);
            layer.add(DnsFields.OPTION_LENGTH, offset + 2, 2, octets);
            offset += OPTION_HEADER_LENGTH;
            layer.add(DnsFields.OPTION_DATA, offset, octets);
            layer.outdent();
            offset += octets;
        }
    }

    /** Adds the data of a type that is not taken apart here, as the codec prints it. */
    private void addOther(final int type, final int recordClass, final int data, final int length) {
        slice.require(data, length);
        final byte[] octets = new byte[slice.captured() - message];
        slice.buffer().getBytes(slice.start() + message, octets);
        final StringBuilder text = new StringBuilder();
        RdataText.print(
                octets, BufferUtil.ARRAY_BASE_OFFSET, octets.length, type, recordClass, data - message, length, text);
        layer.add(DnsFields.DATA, data, length, text.toString());
        layer.indent();
        switch (type) {
            case RecordType.NSEC ->
                addTypes(data + DnsName.read(slice, message, data).length(), data + length);
            case RecordType.NSEC3 -> {
                final int hash = data + NSEC3_SALT_OFFSET + 1 + slice.u8(data + NSEC3_SALT_OFFSET);
                addTypes(hash + 1 + slice.u8(hash), data + length);
            }
            case CSYNC -> addTypes(data + CSYNC_TYPES_OFFSET, data + length);
            case NXT -> {
                final int map = data + DnsName.read(slice, message, data).length();
                addTypes(0, map, data + length - map);
            }
            default -> {
                // No list of types in the others.
            }
        }
        layer.outdent();
    }

    /** Adds the types of a map in windows (RFC 4034 section 4.1.2). */
    private void addTypes(final int begin, final int end) {
        int offset = begin;
        while (offset < end) {
            final int window = slice.u8(offset);
            final int octets = slice.u8(offset + 1);
            addTypes(window << Byte.SIZE, offset + 2, octets);
            offset += 2 + octets;
        }
    }

    private void addTypes(final int first, final int offset, final int octets) {
        for (int i = 0; i < octets; i++) {
            final int bits = slice.u8(offset + i);
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                if ((bits & 0x80 >>> bit) != 0) {
                    layer.add(DnsFields.TYPE, offset + i, 1, first + i * Byte.SIZE + bit);
                }
            }
        }
    }
}
