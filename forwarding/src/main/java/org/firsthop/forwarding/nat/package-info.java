/**
 * Network address and port translation of the home gateway: many inside hosts behind one outside IPv4 address, to the
 * requirements of RFC 4787 (UDP), RFC 5382 (TCP) and RFC 5508 (ICMP).
 *
 * <pre>
 *   ipv4-input ─▶ nat-in ─▶ ipv4-lookup ─▶ … ─▶ ipv4-rewrite ─┬─▶ nat-out ─▶ outside port
 *                 destination:                                │   source:
 *                 outside to inside                           │   inside to outside
 *                                                             └─▶ inside port
 * </pre>
 *
 * <p>{@link org.firsthop.forwarding.nat.NatOut} finds or opens the session of a packet from inside and gives it the outside
 * address and its mapping's port. {@link org.firsthop.forwarding.nat.NatIn} does the opposite for the answers; a packet from
 * inside to the outside address is turned round by it and has both ends translated (hairpinning). {@link
 * org.firsthop.forwarding.nat.Nat} holds what both share and shows it; {@link org.firsthop.forwarding.nat.NatConfig} says what
 * is wanted. Connections of TCP are followed by a {@link org.firsthop.forwarding.nat.ConnectionTracker} that the owner of the
 * router hands in.
 *
 * <table>
 *   <caption>What the NAT does, by requirement</caption>
 *   <tr><th>Requirement</th><th>Behaviour</th></tr>
 *   <tr><td>4787 REQ-1, 5382 REQ-1, 5508 REQ-1</td><td>one mapping an inside endpoint, whatever the remote one</td></tr>
 *   <tr><td>4787 REQ-2</td><td>one outside address, so every host is always behind the same</td></tr>
 *   <tr><td>4787 REQ-3, REQ-4, 5382 REQ-7</td><td>the same port when it is free, else the same side of 1,024 and the same
 *     parity; never two mappings on a port</td></tr>
 *   <tr><td>4787 REQ-5, REQ-6</td><td>300 s, refreshed from inside; from outside too when configured</td></tr>
 *   <tr><td>4787 REQ-8, 5382 REQ-3</td><td>filtering by choice; by address unless told otherwise</td></tr>
 *   <tr><td>4787 REQ-9, 5382 REQ-8, 5508 REQ-7</td><td>hairpinning with the outside source</td></tr>
 *   <tr><td>4787 REQ-12, 5382 REQ-10, 5508 REQ-6</td><td>no ICMP error ends or refreshes a session</td></tr>
 *   <tr><td>4787 REQ-13</td><td>packets that are too long are judged by the router before they are translated</td></tr>
 *   <tr><td>4787 REQ-14</td><td>fragments in any order, within bounds</td></tr>
 *   <tr><td>5382 REQ-2, REQ-5</td><td>simultaneous open; 7,440 s established, 240 s else</td></tr>
 *   <tr><td>5382 REQ-4</td><td>an unsolicited SYN is dropped without a word (REQ-4 a)</td></tr>
 *   <tr><td>5508 REQ-2</td><td>60 s</td></tr>
 *   <tr><td>5508 REQ-3 to REQ-5, 5382 REQ-9</td><td>ICMP errors with what they quote, both ways</td></tr>
 *   <tr><td>5508 REQ-8</td><td>what finds no room is dropped for a reason of its own</td></tr>
 * </table>
 *
 * <p><b>Memory</b> is outside the heap and fixed at construction. One host has its quota; where the table is full, sessions
 * that were never answered make room, the oldest first, and live ones never. A forwarded port keeps no sessions, so that
 * nobody outside can fill the table by it.
 *
 * <p><b>What it leaves out.</b> Several outside addresses; application gateways (RFC 4787 REQ-10 wants them off); protocols
 * without ports; IPv6, which needs none of this.
 */
@NullMarked
package org.firsthop.forwarding.nat;

import org.jspecify.annotations.NullMarked;
