/**
 * The way of an IP packet through a router: from the link header of one interface to the link header of another.
 *
 * <pre>
 *   port ─▶ ethernet-input ─┬─ ipv4 ─▶ ipv4-input ─▶ ipv4-lookup ─┬─ forward ─▶ ipv4-rewrite ─▶ port-output …
 *                           │                                     ├─ local ───▶ local
 *                           │                                     └─ resolve ─▶ neighbor
 *                           ├─ ipv6 ─▶ ipv6-input ─▶ ipv6-lookup ─┴─ …
 *                           └─ arp ──▶ neighbor
 * </pre>
 *
 * <p>Each step is a {@link org.firsthop.core.pipeline.Stage} that does one thing to a vector of frames, in the order of RFC
 * 1812 section 5.2.1 and RFC 8200: {@link org.firsthop.forwarding.ip.EthernetInput} takes what is addressed to the
 * interface, {@link org.firsthop.forwarding.ip.Ipv4Input} and {@link org.firsthop.forwarding.ip.Ipv6Input} validate,
 * {@link org.firsthop.forwarding.ip.Ipv4Lookup} and {@link org.firsthop.forwarding.ip.Ipv6Lookup} find the adjacency,
 * {@link org.firsthop.forwarding.ip.Ipv4Rewrite} and {@link org.firsthop.forwarding.ip.Ipv6Rewrite} count down, check the
 * MTU and put on the new link header. A packet is parsed once: what the first stages find stands in the frame's
 * descriptor, and the later ones read headers by address.
 *
 * <p>Before them stands {@link org.firsthop.forwarding.ip.Ipv4FastPath}: it takes the plain packets, which are nearly all, the
 * whole way at once, and sends the others to {@link org.firsthop.forwarding.ip.EthernetInput} as they came. It decides as the
 * stages do, and a router works as well without it.
 *
 * <p>{@link org.firsthop.forwarding.ip.Router} wires the stages; it is meant to be read.
 */
@NullMarked
package org.firsthop.forwarding.ip;

import org.jspecify.annotations.NullMarked;
