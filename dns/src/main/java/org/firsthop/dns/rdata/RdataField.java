package org.firsthop.dns.rdata;

/** A field of RDATA: what its octets are and how people write it. {@link RdataLayout} strings them together. */
enum RdataField {
    /** An unsigned octet, in decimal. */
    U8,
    /** 16 bits, in decimal. */
    U16,
    /** 32 bits, in decimal. */
    U32,
    /** 32 bits of seconds; text may use units, as a TTL. */
    SECONDS,
    /** 32 bits of seconds since 1970, serial arithmetic; {@code YYYYMMDDHHmmSS} (RFC 4034 section 3.2). */
    TIME,
    /** 16 bits that are a record's type, by its mnemonic. */
    TYPE,
    /** Four octets, dotted decimal. */
    IPV4,
    /** Sixteen octets, as RFC 5952 writes them. */
    IPV6,
    /** Six octets in hexadecimal with hyphens (RFC 7043). */
    EUI48,
    /** Eight octets in hexadecimal with hyphens (RFC 7043). */
    EUI64,
    /** A name of a type of RFC 1035: sent compressed, and read so (RFC 3597 section 4). */
    COMPRESSED_NAME,
    /** A name that is sent uncompressed, but read compressed, as older senders made it (RFC 3597 section 4). */
    NAME,
    /** A name that must not be compressed, so that a pointer is an error (RFC 4034 section 3.1.7, RFC 9460 section 2.2). */
    PLAIN_NAME,
    /** A character-string: an octet of length and so many octets (RFC 1035 section 3.3). */
    STRING,
    /** A character-string that is a token, without quotes (the CAA tag, RFC 8659 section 4.1). */
    TAG,
    /** One or more character-strings, to the end. */
    STRINGS,
    /** Octets to the end as one quoted string (the CAA value, RFC 8659 section 4.1; the URI target, RFC 7553). */
    TEXT_REST,
    /** An octet of length and so many octets, hexadecimal, {@code -} for none (the NSEC3 salt, RFC 5155 section 3.3). */
    SALT,
    /** An octet of length and so many octets, base32hex without padding (the NSEC3 hash, RFC 5155 section 3.3). */
    HASH,
    /** At least one octet to the end, hexadecimal. */
    HEX_REST,
    /** At least one octet to the end, base64. */
    BASE64_REST,
    /** A type bit map, to the end (RFC 4034 section 4.1.2). */
    TYPES,
    /** Parameters of a service binding, to the end (RFC 9460 section 2.2). */
    SVC_PARAMS,
    /** Options of EDNS, to the end (RFC 6891 section 6.1.2). */
    OPTIONS
}
