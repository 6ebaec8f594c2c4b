package org.firsthop.dns.resolver;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.message.MessageEncoder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.message.Section;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;

/** A zone for tests, answered as RFC 1034 section 4.3.2 has it, written to be read and not to be used. */
final class TestZone {
    private static final String[] TYPES = {"A", "NS", "CNAME", "SOA", "MX", "TXT", "AAAA", "DNAME"};
    private static final int[] NUMBERS = {1, 2, 5, 6, 15, 16, 28, 39};

    private record Data(int type, int ttl, byte[] rdata) {}

    final DomainName origin;
    private final Map<String, List<Data>> names = new TreeMap<>();

    /** @param lines {@code name ttl type rdata}, names absolute; an SOA of a TTL and a MINIMUM of 300 is added. */
    TestZone(final String origin, final String... lines) {
        this.origin = DomainName.of(origin);
        add(origin + " 300 SOA ns.invalid. admin.invalid. 300");
        for (final String line : lines) {
            add(line);
        }
    }

    TestZone add(final String line) {
        final String[] fields = line.trim().split("\\s+", 4);
        final int type = typeOf(fields[2]);
        names.computeIfAbsent(key(DomainName.of(fields[0])), ignored -> new ArrayList<>())
                .add(new Data(type, Integer.parseInt(fields[1]), rdata(type, fields[3])));
        return this;
    }

    TestZone remove(final String name) {
        names.remove(key(DomainName.of(name)));
        return this;
    }

    static int typeOf(final String text) {
        for (int i = 0; i < TYPES.length; i++) {
            if (TYPES[i].equals(text)) {
                return NUMBERS[i];
            }
        }
        throw new IllegalArgumentException(text);
    }

    private static byte[] rdata(final int type, final String text) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final String[] fields = text.split(" ");
        switch (type) {
            case RecordType.A -> put(out, Ipv4Address.parse(text), 4);
            case RecordType.AAAA -> {
                put(out, Ipv6Address.parse(text).high(), 8);
                put(out, Ipv6Address.parse(text).low(), 8);
            }
            case RecordType.MX -> {
                put(out, Integer.parseInt(fields[0]), 2);
                out.writeBytes(wire(DomainName.of(fields[1])));
            }
            case RecordType.TXT -> {
                for (int at = 0; at < text.length(); at += 255) {
                    final String piece = text.substring(at, Math.min(text.length(), at + 255));
                    out.write(piece.length());
                    out.writeBytes(piece.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
            }
            case RecordType.SOA -> {
                out.writeBytes(wire(DomainName.of(fields[0])));
                out.writeBytes(wire(DomainName.of(fields[1])));
                for (int i = 0; i < 4; i++) {
                    put(out, 1, 4);
                }
                put(out, Integer.parseInt(fields[2]), 4);
            }
            default -> out.writeBytes(wire(DomainName.of(text)));
        }
        return out.toByteArray();
    }

    private static void put(final ByteArrayOutputStream out, final long value, final int octets) {
        for (int i = octets - 1; i >= 0; i--) {
            out.write((int) (value >>> (8 * i)));
        }
    }

    static byte[] wire(final DomainName name) {
        final byte[] octets = new byte[name.length()];
        name.buffer().getBytes(0, octets, 0, octets.length);
        return octets;
    }

    private static String key(final DomainName name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private List<Data> at(final DomainName name, final int type) {
        final List<Data> found = new ArrayList<>();
        for (final Data data : names.getOrDefault(key(name), List.of())) {
            if (data.type == type) {
                found.add(data);
            }
        }
        return found;
    }

    private boolean exists(final DomainName name) {
        for (final String other : names.keySet()) {
            if (DomainName.of(other).isSubdomainOf(name)) {
                return true;
            }
        }
        return false;
    }

    /** Answers a query whose name lies in the zone. */
    byte[] answer(final MessageFlyweight query, final DomainName qname, final int type, final int limit) {
        final Writer out = new Writer(query, limit);
        DomainName name = qname;
        for (int links = 0; links < 20; links++) {
            final DomainName cut = cutAbove(name, type);
            if (cut != null) {
                return out.referral(this, cut, links > 0);
            }
            DomainName source = name;
            if (!exists(name)) {
                final DomainName dname = dnameAbove(name);
                if (dname != null) {
                    out.rrset(Section.ANSWER, dname, RecordType.DNAME, at(dname, RecordType.DNAME));
                    final DomainName target = DomainName.ofWire(
                            at(dname, RecordType.DNAME).get(0).rdata,
                            org.agrona.UnsafeApi.arrayBaseOffset(byte[].class));
                    name = replaceSuffix(name, dname, target);
                    if (!name.isSubdomainOf(origin)) {
                        return out.finish(Rcode.NOERROR);
                    }
                    continue;
                }
                source = wildcard(name);
                if (source == null) {
                    out.soa(this);
                    return out.finish(Rcode.NXDOMAIN);
                }
            }
            final List<Data> records = at(source, type);
            if (!records.isEmpty()) {
                out.rrset(Section.ANSWER, name, type, records);
                return out.finish(Rcode.NOERROR);
            }
            final List<Data> alias = at(source, RecordType.CNAME);
            if (alias.isEmpty()) {
                out.soa(this);
                return out.finish(Rcode.NOERROR);
            }
            out.rrset(Section.ANSWER, name, RecordType.CNAME, alias);
            name = DomainName.ofWire(alias.get(0).rdata, org.agrona.UnsafeApi.arrayBaseOffset(byte[].class));
            if (!name.isSubdomainOf(origin)) {
                return out.finish(Rcode.NOERROR);
            }
        }
        return out.finish(Rcode.NOERROR);
    }

    private DomainName cutAbove(final DomainName name, final int type) {
        DomainName cut = null;
        for (DomainName at = name; !at.equals(origin); at = at.parent()) {
            if (!at(at, RecordType.NS).isEmpty() && !(type == RecordType.DS && at.equals(name))) {
                cut = at;
            }
        }
        return cut;
    }

    private DomainName dnameAbove(final DomainName name) {
        for (DomainName at = name.parent(); at.isSubdomainOf(origin); at = at.parent()) {
            if (!at(at, RecordType.DNAME).isEmpty()) {
                return at;
            }
            if (at.isRoot()) {
                break;
            }
        }
        return null;
    }

    private DomainName wildcard(final DomainName name) {
        DomainName encloser = name.parent();
        while (!exists(encloser)) {
            encloser = encloser.parent();
        }
        final DomainName wildcard = DomainName.of(encloser.isRoot() ? "*." : "*." + encloser);
        return names.containsKey(key(wildcard)) ? wildcard : null;
    }

    static DomainName replaceSuffix(final DomainName name, final DomainName suffix, final DomainName by) {
        final String text = name.toString();
        return DomainName.of(text.substring(0, text.length() - suffix.toString().length()) + by);
    }

    private static final class Writer {
        private final byte[] bytes = new byte[65_535];
        private final MessageEncoder encoder = new MessageEncoder();
        private final boolean edns;
        private Section section = Section.ANSWER;

        Writer(final MessageFlyweight query, final int limit) {
            edns = query.optRecord() >= 0;
            encoder.wrap(new UnsafeBuffer(bytes), 0, limit);
            encoder.begin(query.id(), MessageHeader.QR | MessageHeader.AA | (query.flags() & MessageHeader.RD));
            if (edns) {
                encoder.reserve(MessageEncoder.OPT_LENGTH);
            }
            final byte[] name = new byte[300];
            final int length =
                    query.copyName(query.questionName(0), name, org.agrona.UnsafeApi.arrayBaseOffset(byte[].class));
            encoder.question(
                    name,
                    org.agrona.UnsafeApi.arrayBaseOffset(byte[].class),
                    length,
                    query.questionType(0),
                    RecordClass.IN);
            encoder.section(Section.ANSWER);
        }

        void rrset(final Section where, final DomainName owner, final int type, final List<Data> records) {
            if (where != section) {
                encoder.section(where);
                section = where;
            }
            if (records.isEmpty()) {
                return;
            }
            encoder.beginRrset(owner.base(), owner.address(), owner.length(), type, RecordClass.IN, records.get(0).ttl);
            for (final Data data : records) {
                encoder.rdata(data.rdata, org.agrona.UnsafeApi.arrayBaseOffset(byte[].class), data.rdata.length);
            }
            encoder.endRrset();
        }

        void soa(final TestZone zone) {
            rrset(Section.AUTHORITY, zone.origin, RecordType.SOA, zone.at(zone.origin, RecordType.SOA));
        }

        byte[] referral(final TestZone zone, final DomainName cut, final boolean afterAlias) {
            if (!afterAlias) {
                encoder.flags(encoder.flags() & ~MessageHeader.AA);
            }
            final List<Data> servers = zone.at(cut, RecordType.NS);
            rrset(Section.AUTHORITY, cut, RecordType.NS, servers);
            for (final Data server : servers) {
                final DomainName name =
                        DomainName.ofWire(server.rdata, org.agrona.UnsafeApi.arrayBaseOffset(byte[].class));
                if (name.isSubdomainOf(zone.origin)) {
                    rrset(Section.ADDITIONAL, name, RecordType.A, zone.at(name, RecordType.A));
                    rrset(Section.ADDITIONAL, name, RecordType.AAAA, zone.at(name, RecordType.AAAA));
                }
            }
            return finish(Rcode.NOERROR);
        }

        byte[] finish(final int rcode) {
            encoder.flags(encoder.flags() | rcode);
            if (edns) {
                encoder.opt(1232, 0, 0, 0);
            }
            return java.util.Arrays.copyOf(bytes, encoder.finish());
        }
    }
}
