package org.firsthop.dns.rdata;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Random;
import org.firsthop.dns.name.DomainName;

/** Random RDATA of each type, from a seed, written by a grammar of its own: an oracle beside the module's layouts. */
public final class RdataArbitraries {
    /**
     * Each type and its fields: {@code n} a name, {@code 1 2 4 6 8 g} so many octets ({@code g} is 16), {@code s} a string,
     * {@code t} a tag, {@code S} strings, {@code r} octets to the end and {@code R} at least one, {@code b} a type bit map,
     * {@code l} length and octets, {@code L} at least one, {@code v} parameters, {@code o} options.
     */
    private static final Object[][] GRAMMAR = {
        {RecordType.A, "4"},
        {RecordType.NS, "n"},
        {RecordType.CNAME, "n"},
        {RecordType.SOA, "nn44444"},
        {RecordType.PTR, "n"},
        {RecordType.HINFO, "ss"},
        {RecordType.MINFO, "nn"},
        {RecordType.MX, "2n"},
        {RecordType.TXT, "S"},
        {RecordType.RP, "nn"},
        {RecordType.AFSDB, "2n"},
        {RecordType.AAAA, "g"},
        {RecordType.SRV, "222n"},
        {RecordType.NAPTR, "22sssn"},
        {RecordType.KX, "2n"},
        {RecordType.CERT, "221R"},
        {RecordType.DNAME, "n"},
        {RecordType.DS, "211R"},
        {RecordType.SSHFP, "11R"},
        {RecordType.RRSIG, "2114442nR"},
        {RecordType.NSEC, "nb"},
        {RecordType.DNSKEY, "211R"},
        {RecordType.DHCID, "R"},
        {RecordType.NSEC3, "112lLb"},
        {RecordType.NSEC3PARAM, "112l"},
        {RecordType.TLSA, "111R"},
        {RecordType.SMIMEA, "111R"},
        {RecordType.CDS, "211R"},
        {RecordType.CDNSKEY, "211R"},
        {RecordType.OPENPGPKEY, "R"},
        {RecordType.CSYNC, "42b"},
        {RecordType.ZONEMD, "411R"},
        {RecordType.SVCB, "2nv"},
        {RecordType.HTTPS, "2nv"},
        {RecordType.EUI48, "6"},
        {RecordType.EUI64, "8"},
        {RecordType.URI, "22r"},
        {RecordType.CAA, "1tr"},
        {65280, "r"},
        {RecordType.NULL, "r"},
    };

    private RdataArbitraries() {}

    /** {@return how many types there are} */
    public static int types() {
        return GRAMMAR.length;
    }

    /** {@return a type} */
    public static int type(final int index) {
        return (Integer) GRAMMAR[index][0];
    }

    /** {@return random RDATA of a type, uncompressed} */
    public static byte[] rdata(final int index, final Random random) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (final char field : ((String) GRAMMAR[index][1]).toCharArray()) {
            switch (field) {
                case 'n' -> out.writeBytes(name(random));
                case '1', '2', '4', '6', '8' -> out.writeBytes(octets(random, field - '0'));
                case 'g' -> out.writeBytes(octets(random, 16));
                case 's', 'l' -> string(out, octets(random, length(random, 0)));
                case 'L' -> string(out, octets(random, length(random, 1)));
                case 't' -> string(out, Base64.getEncoder().withoutPadding().encode(octets(random, 6)));
                case 'S' -> {
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        string(out, octets(random, length(random, 0)));
                    }
                }
                case 'r' -> out.writeBytes(octets(random, random.nextInt(40)));
                case 'R' -> out.writeBytes(octets(random, 1 + random.nextInt(40)));
                case 'b' -> bitMap(out, random);
                case 'v' -> params(out, random);
                default -> throw new AssertionError(field);
            }
        }
        return out.toByteArray();
    }

    /** {@return a random name in wire form} */
    public static byte[] name(final Random random) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(5); i > 0; i--) {
            final int length = random.nextInt(10) == 0 ? 1 + random.nextInt(40) : 1 + random.nextInt(3);
            out.write(length);
            for (int j = 0; j < length; j++) {
                out.write(random.nextInt(5) == 0 ? random.nextInt(256) : 'a' + random.nextInt(3));
            }
        }
        out.writeBytes(octetsOf(DomainName.of(random.nextBoolean() ? "example.com" : ".")));
        return out.toByteArray();
    }

    private static byte[] octetsOf(final DomainName name) {
        final byte[] wire = new byte[name.length()];
        name.buffer().getBytes(0, wire);
        return wire;
    }

    private static int length(final Random random, final int least) {
        return random.nextInt(20) == 0 ? 255 : least + random.nextInt(30);
    }

    private static byte[] octets(final Random random, final int size) {
        final byte[] octets = new byte[size];
        random.nextBytes(octets);
        return octets;
    }

    private static void string(final ByteArrayOutputStream out, final byte[] octets) {
        out.write(octets.length);
        out.writeBytes(octets);
    }

    private static void bitMap(final ByteArrayOutputStream out, final Random random) {
        int window = random.nextInt(3);
        for (int i = random.nextInt(3); i > 0; i--) {
            final byte[] bits = octets(random, 1 + random.nextInt(32));
            bits[bits.length - 1] |= 1;
            out.write(window);
            string(out, bits);
            window += 1 + random.nextInt(3);
        }
    }

    private static void params(final ByteArrayOutputStream out, final Random random) {
        for (int key = 0; key < 10; key++) {
            if (random.nextInt(3) == 0) {
                final byte[] value =
                        switch (key) {
                            case SvcParams.MANDATORY -> new byte[] {0, 1, 0, 4};
                            case SvcParams.ALPN -> alpn(random);
                            case SvcParams.NO_DEFAULT_ALPN -> new byte[0];
                            case SvcParams.PORT -> octets(random, 2);
                            case SvcParams.IPV4HINT -> octets(random, 4 + 4 * random.nextInt(3));
                            case SvcParams.IPV6HINT -> octets(random, 16 + 16 * random.nextInt(3));
                            case SvcParams.ECH, SvcParams.DOHPATH -> octets(random, 1 + random.nextInt(9));
                            default -> octets(random, random.nextInt(9));
                        };
                out.write(0);
                out.write(key);
                out.write(value.length >>> 8);
                out.write(value.length);
                out.writeBytes(value);
            }
        }
    }

    private static byte[] alpn(final Random random) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(3); i >= 0; i--) {
            final byte[] id = octets(random, 1 + random.nextInt(5));
            if (random.nextInt(3) == 0) {
                id[0] = (byte) (random.nextBoolean() ? ',' : '\\');
            }
            string(out, id);
        }
        return out.toByteArray();
    }
}
