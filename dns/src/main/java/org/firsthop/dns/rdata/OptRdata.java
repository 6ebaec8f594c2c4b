package org.firsthop.dns.rdata;

import org.firsthop.core.memory.Memory;

/**
 * The RDATA of OPT: the options of EDNS (RFC 6891 section 6.1.2), walked one by one in one pass, however many there are.
 *
 * <p>The methods named after an option read the option the view stands at, which must be of that kind.
 */
public final class OptRdata extends RdataView {
    private int at;

    /** A view over nothing. */
    public OptRdata() {}

    /** {@return the option's code, see {@link EdnsOption}} */
    public int code() {
        return u16(at);
    }

    /** {@return the index in the RDATA of the option's data} */
    public int dataOffset() {
        return at + 4;
    }

    /** {@return octets of the option's data} */
    public int dataLength() {
        return u16(at + 2);
    }

    /** {@return whether the data has the form of its code, so that the methods below may read it; true for codes without one} */
    public boolean isWellFormed() {
        return wellFormed();
    }

    /** {@return the client's cookie (RFC 7873 section 4)} */
    public long clientCookie() {
        return Memory.i64(base, message + offset + dataOffset());
    }

    /** {@return octets of the server's cookie, after the client's: 0 or 8 to 32} */
    public int serverCookieLength() {
        return dataLength() - EdnsOption.CLIENT_COOKIE_LENGTH;
    }

    /** {@return the INFO-CODE of an extended error (RFC 8914 section 2)} */
    public int extendedErrorCode() {
        return u16(dataOffset());
    }

    /** {@return octets of its EXTRA-TEXT, which follows the code} */
    public int extendedErrorTextLength() {
        return dataLength() - 2;
    }

    /** {@return the address family of a client subnet, 1 for IPv4 and 2 for IPv6 (RFC 7871 section 6)} */
    public int subnetFamily() {
        return u16(dataOffset());
    }

    /** {@return the bits of address that a client subnet tells} */
    public int subnetSourcePrefixLength() {
        return octet(dataOffset() + 2);
    }

    /** {@return the bits of address for which the answer is good} */
    public int subnetScopePrefixLength() {
        return octet(dataOffset() + 3);
    }

    /** {@return the index in the RDATA of the address of a client subnet, as many octets as its source prefix needs} */
    public int subnetAddressOffset() {
        return dataOffset() + 4;
    }

    /**
     * Moves to the next option; to the first after the view was laid.
     *
     * @return whether there is one.
     */
    public boolean next() {
        at = at < 0 ? 0 : at + 4 + u16(at + 2);
        return at < length;
    }

    /**
     * Moves to the first option with a code.
     *
     * @param code see {@link EdnsOption}.
     * @return whether there is one.
     */
    public boolean find(final int code) {
        at = -1;
        while (next()) {
            if (code() == code) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected void onWrap() {
        at = -1;
    }

    private boolean wellFormed() {
        return switch (code()) {
            case EdnsOption.COOKIE -> EdnsOption.isCookieLength(dataLength());
            case EdnsOption.CLIENT_SUBNET ->
                EdnsOption.isClientSubnet(base, message + offset + dataOffset(), dataLength());
            case EdnsOption.EXTENDED_ERROR -> dataLength() >= 2;
            case EdnsOption.TCP_KEEPALIVE -> dataLength() == 0 || dataLength() == 2;
            default -> true;
        };
    }
}
