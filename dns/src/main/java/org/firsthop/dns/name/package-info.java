/**
 * Domain names: their wire form, their form inside messages, and their text.
 *
 * <p>A name is a run of labels, each an octet of length (1 to 63) and that many octets of any value, closed by the root's
 * zero octet; at most 255 octets in all (RFC 1035 section 3.1, RFC 2181 section 11). This is the <em>wire form</em>, and it
 * is the only form that code on the packet's way uses: a name is {@code (base, address, length)}, the case of its letters is
 * kept as it came, and comparison ignores the case of ASCII letters (RFC 4343). A {@code String} is made for people only.
 *
 * <ul>
 *   <li>{@link org.firsthop.dns.name.WireName}: names in wire form: length, equality, hash, order, parent.
 *   <li>{@link org.firsthop.dns.name.MessageNames}: names inside a message, where a pointer may stand for the rest of a name
 *       (RFC 1035 section 4.1.4): skip, copy, compare, each total over any octets.
 *   <li>{@link org.firsthop.dns.name.NameValidator}: the same check for all names of one message in time linear in its
 *       length, by remembering what it has walked.
 *   <li>{@link org.firsthop.dns.name.NameText}: text to wire form and back, escapes included (RFC 1035 section 5.1).
 *   <li>{@link org.firsthop.dns.name.DomainName}: a name as an immutable object, for configuration and tests.
 * </ul>
 *
 * <p>The rules for a pointer, the same in all of them: it leads to an offset counted from the first octet of the message
 * (not of a buffer, not of a stream's length prefix), beyond the header, and strictly before the first octet of the run of
 * labels that the pointer ends; a name follows at most {@value org.firsthop.dns.name.MessageNames#MAX_POINTERS} of them. So
 * offsets strictly fall from run to run, no name can loop, and whatever {@code NameValidator} accepts the others accept.
 *
 * <p>Functions that read octets from the network return a negative fault, never an exception; {@link
 * org.firsthop.dns.name.MessageNames#reason(int)} turns it into a {@link org.firsthop.core.drop.DropReason}.
 */
@NullMarked
package org.firsthop.dns.name;

import org.jspecify.annotations.NullMarked;
