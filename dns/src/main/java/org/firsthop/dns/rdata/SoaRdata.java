package org.firsthop.dns.rdata;

/**
 * The RDATA of SOA: who keeps a zone, its serial number and its timers (RFC 1035 section 3.3.13, RFC 2308 section 4).
 */
public final class SoaRdata extends RdataView {
    private int rname;
    private int fixed;

    /** A view over nothing. */
    public SoaRdata() {}

    /** {@return the position of the primary server's name} */
    public int mname() {
        return offset;
    }

    /** {@return the position of the name that stands for the mailbox of who is responsible} */
    public int rname() {
        return rname;
    }

    /** {@return the serial number, which is compared by RFC 1982: 0 to 4,294,967,295} */
    public long serial() {
        return u32(fixed);
    }

    /** {@return seconds until a secondary asks again} */
    public long refresh() {
        return u32(fixed + 4);
    }

    /** {@return seconds until it asks again after a failure} */
    public long retry() {
        return u32(fixed + 8);
    }

    /** {@return seconds after which it gives the zone up} */
    public long expire() {
        return u32(fixed + 12);
    }

    /** {@return the TTL of negative answers, together with the record's own (RFC 2308 section 5)} */
    public long minimum() {
        return u32(fixed + 16);
    }

    @Override
    protected void onWrap() {
        rname = afterName(offset);
        fixed = afterName(rname) - offset;
    }
}
