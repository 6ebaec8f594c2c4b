package org.firsthop.dns.message;

/** The sections of a message after the question, in the order of the wire (RFC 1035 section 4.1). */
public enum Section {
    /** What was asked for. */
    ANSWER(32),
    /** Who is authoritative, or that there is nothing. */
    AUTHORITY(16),
    /** What the asker will want next, and the pseudo-records. */
    ADDITIONAL(0);

    /** Where the number of its records stands among the four counts of the header, taken as 64 bits. */
    final int countShift;

    Section(final int countShift) {
        this.countShift = countShift;
    }
}
