package org.firsthop.dns.message;

/** What a message asks to be done, 4 bits (RFC 1035 section 4.1.1, RFC 6895 section 2.2). */
public final class Opcode {
    /** A standard query. */
    public static final int QUERY = 0;

    /** An inverse query, obsolete (RFC 3425). */
    public static final int IQUERY = 1;

    /** A server's status, never specified. */
    public static final int STATUS = 2;

    /** A zone has changed (RFC 1996). */
    public static final int NOTIFY = 4;

    /** A dynamic update (RFC 2136). */
    public static final int UPDATE = 5;

    /** Stateful operations (RFC 8490). */
    public static final int DSO = 6;

    private Opcode() {}

    /**
     * The name of an opcode.
     *
     * @param opcode 0 to 15.
     * @return as dig prints it, such as {@code QUERY}, or {@code RESERVED3} where there is none.
     */
    public static String name(final int opcode) {
        return switch (opcode) {
            case QUERY -> "QUERY";
            case IQUERY -> "IQUERY";
            case STATUS -> "STATUS";
            case NOTIFY -> "NOTIFY";
            case UPDATE -> "UPDATE";
            case DSO -> "DSO";
            default -> "RESERVED" + opcode;
        };
    }
}
