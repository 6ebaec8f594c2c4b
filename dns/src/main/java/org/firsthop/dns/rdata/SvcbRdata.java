package org.firsthop.dns.rdata;

/**
 * The RDATA of SVCB and HTTPS: another name for a service, or where it is and how to reach it (RFC 9460 section 2.2).
 * Parameters are walked one by one, in the order of their keys; those of the alias form are to be ignored.
 */
public final class SvcbRdata extends RdataView {
    private int first;
    private int at;

    /** A view over nothing. */
    public SvcbRdata() {}

    /** {@return the priority, lower ones first; 0 is the alias form} */
    public int priority() {
        return u16(0);
    }

    /** {@return whether this is the alias form (RFC 9460 section 2.4.2)} */
    public boolean isAlias() {
        return priority() == 0;
    }

    /** {@return the position of the target's name; the root stands for the owner, or in the alias form for none} */
    public int target() {
        return offset + 2;
    }

    /** {@return the parameter's key, see {@link SvcParams}} */
    public int key() {
        return u16(at);
    }

    /** {@return the index in the RDATA of the parameter's value} */
    public int valueOffset() {
        return at + 4;
    }

    /** {@return octets of the parameter's value} */
    public int valueLength() {
        return u16(at + 2);
    }

    /**
     * Moves to the next parameter; to the first after the view was laid.
     *
     * @return whether there is one.
     */
    public boolean next() {
        at = at < 0 ? first : at + 4 + u16(at + 2);
        return at < length;
    }

    /**
     * Moves to the parameter with a key.
     *
     * @param key see {@link SvcParams}.
     * @return whether there is one.
     */
    public boolean find(final int key) {
        at = -1;
        while (next()) {
            if (key() == key) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected void onWrap() {
        first = afterName(offset + 2) - offset;
        at = -1;
    }
}
