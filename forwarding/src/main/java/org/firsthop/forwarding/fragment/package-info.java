/**
 * Fragments: cutting packets that are too long for the next link, and putting together what is for this node.
 *
 * <pre>
 *   ipv4-rewrite ── too long ──▶ ipv4-fragment ── pieces ──▶ ipv4-rewrite ─▶ …
 *   ipv6-rewrite ── own, too long ──▶ ipv6-fragment ── pieces ──▶ ipv6-rewrite ─▶ …
 *   ipv4-local ─┬─ fragments ──▶ reassembly ─┬─ ipv4 ─▶ ipv4-local
 *   ipv6-local ─┘                            ├─ ipv6 ─▶ ipv6-local
 *                                            ├─ longer than a frame: long echo ─▶ local-output
 *                                            └─ errors ─▶ icmp-errors (time exceeded)
 * </pre>
 *
 * <p>{@link org.firsthop.forwarding.fragment.Ipv4Fragmenter} obeys RFC 791 section 3.2; IPv6 routers never cut (RFC 8200
 * section 5), so {@link org.firsthop.forwarding.fragment.Ipv6Fragmenter} is for what this node sends itself.
 * {@link org.firsthop.forwarding.fragment.Reassembly} keeps fragments in the frames in which they came, in a table that is
 * bounded in datagrams, frames, fragments of one datagram, datagrams of one source, and time. What overlaps is not put
 * together in any order of preference but thrown away whole, for both IP versions (RFC 5722), so that there is nothing that
 * two readers could understand differently.
 *
 * <p>A whole datagram goes on in one frame. Echo requests that are longer than that are put together in memory beside the pool
 * and handed to a {@link org.firsthop.forwarding.fragment.LongDatagramReceiver}, which answers them; other datagrams of that
 * length are dropped and counted: who wants them makes the pool's slots longer.
 */
@NullMarked
package org.firsthop.forwarding.fragment;

import org.jspecify.annotations.NullMarked;
