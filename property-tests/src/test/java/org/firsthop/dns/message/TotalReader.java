package org.firsthop.dns.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.AaaaRdata;
import org.firsthop.dns.rdata.CaaRdata;
import org.firsthop.dns.rdata.DnskeyRdata;
import org.firsthop.dns.rdata.NaptrRdata;
import org.firsthop.dns.rdata.Nsec3Rdata;
import org.firsthop.dns.rdata.NsecRdata;
import org.firsthop.dns.rdata.OptRdata;
import org.firsthop.dns.rdata.RdataText;
import org.firsthop.dns.rdata.RdataView;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.rdata.RrsigRdata;
import org.firsthop.dns.rdata.SoaRdata;
import org.firsthop.dns.rdata.SrvRdata;
import org.firsthop.dns.rdata.SvcbRdata;
import org.firsthop.dns.rdata.TxtRdata;
import org.firsthop.laws.GuardedMemory;

/** Reads all that can be read of a message that lies at the end of memory, and checks that nothing outside it counts. */
final class TotalReader {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;
    private static final int MARGIN = 300;
    private static final byte[] NAME = new byte[WireName.CAPACITY];
    private static final byte[] RDATA = new byte[66_000];
    private static final MessageFlyweight OTHER = new MessageFlyweight();
    private static final GuardedMemory GUARDED = new GuardedMemory();

    private TotalReader() {}

    /** {@return what the message's validation said, or its parsing where that failed} */
    static DropReason read(final MessageFlyweight message, final byte[] octets, final int length) {
        final UnsafeBuffer guarded = GUARDED.endingWith(octets);
        final DropReason reason = readAll(message, guarded.byteArray(), guarded.addressOffset(), octets, length);
        GuardedMemory.settle();
        return reason;
    }

    /** The octets lie at the address, and nothing can be read behind them. */
    private static DropReason readAll(
            final MessageFlyweight message,
            final byte[] base,
            final long address,
            final byte[] octets,
            final int length) {
        final byte[] surrounded = new byte[length + 2 * MARGIN];
        Arrays.fill(surrounded, (byte) 0xC0);
        System.arraycopy(octets, 0, surrounded, MARGIN, length);
        final DropReason parsed = message.parse(base, address, length);
        assertEquals(parsed, OTHER.parse(surrounded, START + MARGIN, length), "octets outside count for nothing");
        if (parsed != DropReason.NONE) {
            return parsed;
        }
        final DropReason valid = message.validate();
        assertEquals(valid, OTHER.validate(), "octets outside count for nothing");
        for (int i = 0; i < message.questionCount(); i++) {
            final int name = message.copyName(message.questionName(i), NAME, START);
            assertTrue(name > 0 || valid != DropReason.NONE);
        }
        for (int i = 0; i < message.recordCount(); i++) {
            final int end = message.rdataOffset(i) + message.rdataLength(i);
            assertTrue(message.owner(i) < message.rdataOffset(i) && end <= length);
            final int owner = message.copyName(message.owner(i), NAME, START);
            final int copied = message.copyRdata(i, RDATA, START, RDATA.length);
            if (valid == DropReason.NONE) {
                assertTrue(owner > 0);
                assertTrue(copied >= 0, "validated RDATA can be taken out");
                readRdata(message, i, length);
            }
        }
        assertTrue(message.trailingLength() >= 0);
        return valid;
    }

    private static void name(final RdataView view, final int position, final int length) {
        assertTrue(position < length);
        final int size = view.copyName(position, NAME, START);
        assertTrue(size > 0, () -> MessageNames.reason(size).name());
    }

    private static void inside(final RdataView view, final int offset, final int size) {
        assertTrue(offset >= 0 && size >= 0 && offset + size <= view.length());
    }

    private static void readRdata(final MessageFlyweight message, final int i, final int length) {
        final int type = message.type(i);
        if (message.rdataLength(i) == 0 || message.recordClass(i) == 3) {
            return;
        }
        switch (type) {
            case RecordType.AAAA -> message.rdata(i, new AaaaRdata()).low();
            case RecordType.SOA -> {
                final SoaRdata soa = message.rdata(i, new SoaRdata());
                name(soa, soa.mname(), length);
                name(soa, soa.rname(), length);
                assertTrue(soa.minimum() >= 0);
            }
            case RecordType.SRV -> {
                final SrvRdata srv = message.rdata(i, new SrvRdata());
                name(srv, srv.target(), length);
            }
            case RecordType.NAPTR -> {
                final NaptrRdata naptr = message.rdata(i, new NaptrRdata());
                inside(naptr, naptr.regexpOffset(), naptr.regexpLength());
                name(naptr, naptr.replacement(), length);
            }
            case RecordType.TXT -> {
                final TxtRdata txt = message.rdata(i, new TxtRdata());
                while (txt.next()) {
                    inside(txt, txt.stringOffset(), txt.stringLength());
                }
            }
            case RecordType.CAA -> {
                final CaaRdata caa = message.rdata(i, new CaaRdata());
                inside(caa, caa.valueOffset(), caa.valueLength());
            }
            case RecordType.SVCB, RecordType.HTTPS -> {
                final SvcbRdata svcb = message.rdata(i, new SvcbRdata());
                name(svcb, svcb.target(), length);
                while (svcb.next()) {
                    inside(svcb, svcb.valueOffset(), svcb.valueLength());
                }
            }
            case RecordType.OPT -> {
                final OptRdata opt = message.rdata(i, new OptRdata());
                while (opt.next()) {
                    inside(opt, opt.dataOffset(), opt.dataLength());
                    opt.isWellFormed();
                }
            }
            case RecordType.RRSIG -> {
                final RrsigRdata rrsig = message.rdata(i, new RrsigRdata());
                inside(rrsig, rrsig.signatureOffset(), rrsig.signatureLength());
            }
            case RecordType.DNSKEY -> message.rdata(i, new DnskeyRdata()).keyTag();
            case RecordType.NSEC -> message.rdata(i, new NsecRdata()).hasType(1);
            case RecordType.NSEC3 -> {
                final Nsec3Rdata nsec3 = message.rdata(i, new Nsec3Rdata());
                inside(nsec3, nsec3.typesOffset(), 0);
                nsec3.hasType(65_535);
            }
            default -> inside(message.rdata(i, new RdataView()), 0, message.rdataLength(i));
        }
        final StringBuilder text = new StringBuilder();
        RdataText.print(
                message.base(),
                message.address(),
                message.length(),
                type,
                message.recordClass(i),
                message.rdataOffset(i),
                message.rdataLength(i),
                text);
        assertTrue(text.length() >= 0);
    }
}
