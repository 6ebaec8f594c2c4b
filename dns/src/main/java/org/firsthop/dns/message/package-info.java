/**
 * Messages: read in place, and written (RFC 1035 section 4.1, RFC 6891).
 *
 * <p>Reading is in two steps, so that nobody pays for what he does not look at. {@link
 * org.firsthop.dns.message.MessageFlyweight#parse} goes once over the message and notes where records lie; {@link
 * org.firsthop.dns.message.MessageFlyweight#validate} checks every name and all RDATA, in time linear in the length however
 * names point to one another. A server reads a query after the first step alone; a resolver validates what it will keep.
 *
 * <p>Writing is by {@link org.firsthop.dns.message.MessageEncoder}: front to back into memory of the caller, compressed, RRsets
 * whole or not at all, TC set where something that was asked for did not fit. Queries that differ in little are copies of a
 * {@link org.firsthop.dns.message.QueryTemplate}; what a server answers again and again are RRsets made ready, each an {@link
 * org.firsthop.dns.message.RrsetTemplate}, whose names have numbers in a {@link org.firsthop.dns.name.NameTable}.
 *
 * <p>Laws that hold here and are proved by property tests:
 *
 * <ul>
 *   <li>{@code parse} and {@code validate} return for any octets whatever: no exception, no allocation, no read outside.
 *   <li>Every proper prefix of a message is refused.
 *   <li>What was encoded is what is read; with exact case or without compression octet for octet.
 *   <li>RRsets that were made ready give the octets that their records give one by one, whatever stands beside them.
 *   <li>After {@code validate} no reader reads outside the message.
 *   <li>No message costs more than a fixed sum an octet and a record.
 * </ul>
 */
@NullMarked
package org.firsthop.dns.message;

import org.jspecify.annotations.NullMarked;
