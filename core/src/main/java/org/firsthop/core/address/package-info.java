/**
 * Addresses and prefixes: what they are in a program, how they are read from text, and how they are printed.
 *
 * <p>On a packet's way an address is a primitive: a MAC address the low 48 bits of a {@code long}, an IPv4 address an
 * {@code int}, an IPv6 address two {@code long}s, each with the first octet on the wire as the most significant.
 * {@link org.firsthop.core.address.MacAddress}, {@link org.firsthop.core.address.Ipv4Address} and
 * {@link org.firsthop.core.address.Ipv6Address} have static methods over these and allocate nothing but what they return.
 * In tables and configurations, where a value has a name of its own, {@link org.firsthop.core.address.Ipv6Address},
 * {@link org.firsthop.core.address.Ipv4Prefix} and {@link org.firsthop.core.address.Ipv6Prefix} are records.
 *
 * <p>Reading is strict, as {@code inet_pton} is: there is one way to write each octet, and nothing before or after the
 * address. Text that is not an address is an {@link org.firsthop.core.address.AddressSyntaxException}, which says at which
 * column it stopped and what was expected there:
 *
 * <pre>{@code
 * IPv4 address "192.0.2.256", column 9: octet: value=256, limit=255
 * IPv4 prefix "1.2.3.4/33", column 9: prefixLength: value=33, limit=32
 * IPv4 prefix "1.2.3.4/24", column 1: host bits are set, the network is 1.2.3.0/24
 * IPv6 address "fe80::1%eth0", column 8: expected the end, found '%': a zone id is no part of an address
 * }</pre>
 *
 * <p>Printing is canonical: dotted quads, RFC 5952 for IPv6, lower-case octets with colons for MAC addresses. What was
 * printed parses to what it was. Every type prints three ways: {@code toString}, {@code append} to an
 * {@link java.lang.Appendable}, and {@code format} into a buffer; the last two allocate nothing.
 */
@NullMarked
package org.firsthop.core.address;

import org.jspecify.annotations.NullMarked;
