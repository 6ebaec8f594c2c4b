/**
 * An authoritative server without sockets: octets of a query in, octets of the response out (RFC 1034 section 4.3.2).
 *
 * <pre>{@code
 * final AuthoritativeResponder responder = new AuthoritativeResponder(zones);
 * final int length = responder.respond(query, 0, queryLength, null, response, 0, response.capacity());
 * if (length > 0) {
 *     send(response, 0, length);
 * }
 * }</pre>
 *
 * <p>{@link org.firsthop.dns.authority.AuthoritativeResponder} answers from a {@link org.firsthop.dns.authority.ZoneSet}: data,
 * aliases within the zones, wildcards (RFC 4592), referrals with glue, and the SOA where there is nothing. It answers what it does
 * not understand as RFC 8906 asks: with an error, not with silence. {@link org.firsthop.dns.authority.AuthorityConnection} is the
 * same for a TCP connection (RFC 7766), zone transfers included (RFC 5936). {@link
 * org.firsthop.dns.authority.FaultyResponder} is a server as simulations need them: it drops, delays, truncates and lies.
 *
 * <p>Not supported: TSIG, NOTIFY, UPDATE, incremental zone transfers, cookies, response rate limits, and DNSSEC beyond this: it
 * signs nothing. RRSIG records that a zone file has are handed out with the RRsets they cover to those who set DO; proofs
 * of absence are not.
 */
@NullMarked
package org.firsthop.dns.authority;

import org.jspecify.annotations.NullMarked;
