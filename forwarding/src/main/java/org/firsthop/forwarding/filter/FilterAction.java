package org.firsthop.forwarding.filter;

/** What becomes of a packet that a rule matches. */
public enum FilterAction {
    /** It passes. */
    PERMIT,
    /** It is dropped without a word. */
    DENY,
    /** It is dropped, and its sender told that somebody prohibits it (RFC 1812 section 5.2.7.1, RFC 4443 section 3.1). */
    REJECT
}
