package org.firsthop.dns.message;

import java.util.Arrays;
import java.util.Random;
import org.agrona.BufferUtil;
import org.firsthop.dns.rdata.RdataArbitraries;
import org.firsthop.dns.rdata.RecordClass;

/** Random well-formed messages, of all types, compressed. */
final class RandomMessages {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;

    private RandomMessages() {}

    static byte[] encode(final Random random) {
        final byte[] buffer = new byte[4096];
        final MessageEncoder encoder = new MessageEncoder().wrap(buffer, START, buffer.length);
        encoder.begin(random.nextInt(0x10000), random.nextInt(0x10000) & ~0x7800);
        final byte[] qname = RdataArbitraries.name(random);
        encoder.question(qname, START, qname.length, 1 + random.nextInt(40), RecordClass.IN);
        for (final Section section : Section.values()) {
            encoder.section(section);
            for (int i = random.nextInt(5); i > 0; i--) {
                final int index = random.nextInt(RdataArbitraries.types());
                final byte[] owner = random.nextBoolean() ? qname : RdataArbitraries.name(random);
                encoder.beginRrset(
                        owner, START, owner.length, RdataArbitraries.type(index), RecordClass.IN, random.nextInt());
                final byte[] rdata = RdataArbitraries.rdata(index, random);
                encoder.rdata(rdata, START, rdata.length);
                encoder.endRrset();
            }
        }
        encoder.opt(1232, 0, 0, random.nextInt(0x10000));
        return Arrays.copyOf(buffer, encoder.finish());
    }
}
