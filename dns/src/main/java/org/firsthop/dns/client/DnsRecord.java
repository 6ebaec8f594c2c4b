package org.firsthop.dns.client;

import org.agrona.BufferUtil;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RdataText;

/**
 * A resource record taken out of its message.
 *
 * @param owner its name.
 * @param type its type, see {@link org.firsthop.dns.rdata.RecordType}.
 * @param recordClass its class.
 * @param ttl seconds that it may be kept.
 * @param rdata its data with no name compressed.
 */
@SuppressWarnings("ArrayRecordComponent")
public record DnsRecord(DomainName owner, int type, int recordClass, long ttl, byte[] rdata) {
    /** {@return the data as a master file has it} */
    public String rdataText() {
        final StringBuilder text = new StringBuilder();
        RdataText.print(rdata, BufferUtil.ARRAY_BASE_OFFSET, rdata.length, type, recordClass, text);
        return text.toString();
    }
}
