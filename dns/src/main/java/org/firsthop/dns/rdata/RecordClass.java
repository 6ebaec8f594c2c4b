package org.firsthop.dns.rdata;

/** Classes of records and of questions, 16 bits (RFC 1035 section 3.2.4), and their mnemonics. */
public final class RecordClass {
    /** The Internet. */
    public static final int IN = 1;

    /** Chaos, in which servers tell their version ({@code version.bind}). */
    public static final int CH = 3;

    /** Hesiod. */
    public static final int HS = 4;

    /** No class: in an update, "no such RRset" and "delete this record" (RFC 2136 sections 2.4 and 2.5). */
    public static final int NONE = 254;

    /** Any class; in an update, "an RRset exists" and "delete an RRset" (RFC 2136 sections 2.4 and 2.5). */
    public static final int ANY = 255;

    private static final Mnemonics MNEMONICS = new Mnemonics("CLASS", 256)
            .add(IN, "IN")
            .add(CH, "CH")
            .add(HS, "HS")
            .add(NONE, "NONE")
            .add(ANY, "ANY");

    private RecordClass() {}

    /**
     * The mnemonic of a class.
     *
     * @param recordClass 0 to 65,535.
     * @return such as {@code IN}, or {@code CLASS32} where there is none (RFC 3597 section 5).
     */
    public static String name(final int recordClass) {
        return MNEMONICS.name(recordClass);
    }

    /**
     * Reads a mnemonic, in any case.
     *
     * @param text such as {@code in} or {@code CLASS1}.
     * @return the class, or −1 where the text is none.
     */
    public static int parse(final CharSequence text) {
        return MNEMONICS.parse(text);
    }
}
