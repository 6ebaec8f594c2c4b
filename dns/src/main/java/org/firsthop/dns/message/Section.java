package org.firsthop.dns.message;

/** The sections of a message after the question, in the order of the wire (RFC 1035 section 4.1). */
public enum Section {
    /** What was asked for. */
    ANSWER,
    /** Who is authoritative, or that there is nothing. */
    AUTHORITY,
    /** What the asker will want next, and the pseudo-records. */
    ADDITIONAL
}
