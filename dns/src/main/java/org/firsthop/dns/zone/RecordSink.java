package org.firsthop.dns.zone;

import org.firsthop.dns.name.DomainName;

/** Takes the records of a master file, one by one, in the order of the file. */
@FunctionalInterface
public interface RecordSink {
    /**
     * Takes a record.
     *
     * @param owner of the record.
     * @param ttl in seconds, 0 to 2,147,483,647.
     * @param recordClass of the record.
     * @param type of the record.
     * @param rdata whose first octets are the RDATA, uncompressed; valid during the call only.
     * @param length octets of RDATA.
     * @throws IllegalArgumentException when the record cannot be taken; the reader adds file and line.
     */
    void record(DomainName owner, int ttl, int recordClass, int type, byte[] rdata, int length);
}
