package org.firsthop.dns.rdata;

import org.firsthop.core.memory.Memory;

/**
 * The RDATA of AAAA: a host's IPv6 address (RFC 3596 section 2.2).
 */
public final class AaaaRdata extends RdataView {
    /** A view over nothing. */
    public AaaaRdata() {}

    /** {@return the first 64 bits of the address} */
    public long high() {
        return Memory.i64(base, message + offset);
    }

    /** {@return the last 64 bits of the address} */
    public long low() {
        return Memory.i64(base, message + offset + 8);
    }
}
