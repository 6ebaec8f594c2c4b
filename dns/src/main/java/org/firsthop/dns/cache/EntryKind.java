package org.firsthop.dns.cache;

/** What an entry of the {@link RrsetCache} says about a name and type. */
public enum EntryKind {
    /** The RRset exists; the entry has its records. */
    POSITIVE(0),
    /** The name exists and has no records of the type; the entry has the SOA that says so (RFC 2308 section 2.2). */
    NODATA(1),
    /** The name does not exist, for any type; the entry has the SOA that says so (RFC 2308 section 2.1). */
    NXDOMAIN(2),
    /** The last attempt to find out failed; nothing is asked again until the entry expires (RFC 9520). */
    FAILURE(3),
    /** The name is a zone cut; the entry has the name servers and addresses that its parent gave. */
    DELEGATION(4);

    private static final EntryKind[] VALUES = values();

    /** What an entry's octet says: the place among the values. */
    final int code;

    EntryKind(final int code) {
        this.code = code;
    }

    static EntryKind of(final int code) {
        return VALUES[code];
    }
}
