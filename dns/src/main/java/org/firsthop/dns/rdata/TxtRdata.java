package org.firsthop.dns.rdata;

/**
 * The RDATA of TXT: one or more character-strings (RFC 1035 section 3.3.14), walked one by one.
 *
 * <pre>{@code
 * while (txt.next()) {
 *     use(txt.stringOffset(), txt.stringLength());
 * }
 * }</pre>
 */
public final class TxtRdata extends RdataView {
    private int at;

    /** A view over nothing. */
    public TxtRdata() {}

    /** {@return the index in the RDATA of the string's first octet} */
    public int stringOffset() {
        return at + 1;
    }

    /** {@return octets of the string: 0 to 255} */
    public int stringLength() {
        return octet(at);
    }

    /**
     * Moves to the next string; to the first after the view was laid.
     *
     * @return whether there is one.
     */
    public boolean next() {
        at = at < 0 ? 0 : at + 1 + octet(at);
        return at < length;
    }

    @Override
    protected void onWrap() {
        at = -1;
    }
}
