package org.firsthop.node.dissect;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.rdata.RecordType;

/** DNS messages made up from a seed, good ones: queries and responses with records of every type that is taken apart. */
final class SampleMessages {
    private static final int HEADER_LENGTH = 12;
    private static final int[] TYPES = {
        RecordType.A,
        RecordType.NS,
        RecordType.CNAME,
        RecordType.SOA,
        RecordType.PTR,
        RecordType.MX,
        RecordType.TXT,
        RecordType.AAAA,
        RecordType.SRV,
        RecordType.DNAME,
        RecordType.NSEC,
        RecordType.OPT,
        999
    };

    private final RandomGenerator random;
    private MutableDirectBuffer buffer;
    private int position;

    SampleMessages(final RandomGenerator random) {
        this.random = random;
    }

    /** Writes a message at an index; answers where it ends. */
    int write(final MutableDirectBuffer to, final int message) {
        buffer = to;
        position = message;
        final boolean response = random.nextBoolean();
        final int answers = response ? random.nextInt(4) : 0;
        final int additionals = random.nextInt(3);
        u16(random.nextInt(8));
        u16(response ? 0x8000 | random.nextInt(0x800) : 0x0100 | random.nextInt(2) << 5);
        u16(1);
        u16(answers);
        u16(0);
        u16(additionals);
        name(message);
        u16(type());
        u16(1);
        for (int i = 0; i < answers + additionals; i++) {
            record(message);
        }
        return position;
    }

    private int type() {
        return TYPES[random.nextInt(TYPES.length)];
    }

    private void record(final int message) {
        final int type = type();
        if (type == RecordType.OPT) {
            u8(0);
        } else {
            name(message);
        }
        u16(type);
        u16(type == RecordType.OPT ? 1232 : 1 | random.nextInt(2) << 15);
        u16(0);
        u16(type == RecordType.OPT ? random.nextInt(2) << 15 : random.nextInt(0x10000));
        final int length = position;
        u16(0);
        data(type, message);
        NetworkOrder.putU16(buffer, length, position - length - Short.BYTES);
    }

    private void data(final int type, final int message) {
        switch (type) {
            case RecordType.A -> octets(4);
            case RecordType.AAAA -> octets(16);
            case RecordType.NS, RecordType.CNAME, RecordType.PTR, RecordType.DNAME -> name(message);
            case RecordType.MX -> {
                u16(random.nextInt(100));
                name(message);
            }
            case RecordType.SOA -> {
                name(message);
                name(message);
                octets(20);
            }
            case RecordType.TXT -> {
                text(random.nextInt(20));
                text(random.nextInt(20));
            }
            case RecordType.SRV -> {
                octets(6);
                name(message);
            }
            case RecordType.NSEC -> {
                name(message);
                u16(0x0002);
                u16(random.nextInt(0x10000));
            }
            case RecordType.OPT -> {
                u16(random.nextInt(16));
                u16(8);
                octets(8);
            }
            default -> octets(random.nextInt(10));
        }
    }

    /** A name of one to three labels, or a pointer to the first of the message after one label. */
    private void name(final int message) {
        text(1 + random.nextInt(5));
        if (position > message + HEADER_LENGTH + 10 && random.nextBoolean()) {
            u16(0xC000 | HEADER_LENGTH);
            return;
        }
        for (int labels = random.nextInt(3); labels > 0; labels--) {
            text(1 + random.nextInt(10));
        }
        u8(0);
    }

    private void text(final int length) {
        u8(length);
        final byte[] letters = "abcdefghijklmnopqrstuvwxyz_- ".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < length; i++) {
            u8(letters[random.nextInt(letters.length)]);
        }
    }

    private void octets(final int length) {
        for (int i = 0; i < length; i++) {
            u8(random.nextInt(256));
        }
    }

    private void u8(final int value) {
        NetworkOrder.putU8(buffer, position++, value);
    }

    private void u16(final int value) {
        NetworkOrder.putU16(buffer, position, value);
        position += Short.BYTES;
    }
}
