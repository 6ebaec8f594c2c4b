package org.firsthop.dns.message;

/** How an encoder shortens names that end as an earlier one does (RFC 1035 section 4.1.4). */
public enum NameCompression {
    /** Not at all. */
    NONE,
    /** By names that are equal in every octet, so that the reader sees each name's case as it was written. */
    EXACT_CASE,
    /** By names that are equal but for the case of letters, as servers do: an answer bears the case of the question. */
    IGNORE_CASE
}
