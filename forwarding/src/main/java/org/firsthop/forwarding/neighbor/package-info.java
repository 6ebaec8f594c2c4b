/**
 * Who is on the link: the link addresses of neighbors by ARP (RFC 826) and neighbor discovery (RFC 4861), and the defence of this
 * node's own addresses (RFC 5227, RFC 4862).
 *
 * <pre>
 *   ipv4-lookup ─ resolve ─▶ ┌──────────┐ ─ ipv4, ipv6 ─▶ rewrite     the link address is known
 *   ipv6-lookup ─ resolve ─▶ │          │ ─ unreachable ─▶ …          it never came
 *   arp-input ─────────────▶ │ neighbor │ ─ lan0, wan0 … ─▶ port      requests, answers, announcements
 *   ndp-input ─────────────▶ └──────────┘ ─ local ─▶ this node        router advertisements, redirects
 * </pre>
 *
 * <p>{@link org.firsthop.forwarding.neighbor.ArpInput} and {@link org.firsthop.forwarding.neighbor.NdpInput} let only valid messages
 * pass; {@link org.firsthop.forwarding.neighbor.NeighborStage} carries frames; behind it one table knows one state machine for both
 * protocols, without frames and without a clock. An ARP reply counts as an advertisement that overrides, an ARP request as a
 * solicitation with the sender's link address:
 *
 * <pre>
 *                     answer                        reachable time
 *   ─▶ INCOMPLETE ──────────────▶ REACHABLE ──────────────────────▶ STALE ─▶ forgotten
 *          │ 3 requests               ▲  ▲                            │ used
 *          ▼                          │  └──── confirmed ─────────┐   ▼
 *       FAILED ◀──────────────── PROBE ◀───────────────────────── DELAY
 *                 3 requests                     5 seconds
 * </pre>
 *
 * <h2>How packets find neighbors</h2>
 *
 * An adjacency of kind {@code NEXT_HOP} or {@code CONNECTED} sends its packets here. They wait, in a bounded queue for each neighbor,
 * and go on in their order when the answer comes. From then on the adjacency has the neighbor's link header and packets pass by this
 * stage; a neighbor on a connected prefix gets a host route to an adjacency of its own, which goes when the neighbor is forgotten.
 * When a neighbor becomes stale, its adjacencies become {@code STALE}: they keep the link header, so nothing is lost, but their next
 * packet comes by here, goes on at once, and starts the delay. So the use of a stale neighbor is noticed at no cost to all other
 * packets.
 *
 * <h2>What bounds the table</h2>
 *
 * <ul>
 *   <li>Known neighbors have a bound together. One that is reachable, being confirmed or configured is never evicted. What makes room,
 *       the oldest first: neighbors that only spoke first and were never used (they have a smaller bound of their own), then stale
 *       ones.
 *   <li>Unknown ones have a bound on each link, apart from the known ones, so that a scan takes nothing from neighbors in use. They are
 *       charged to who asks (interface and source network, by hash): when the bound is reached, whoever asks for the most gives way,
 *       and never gets more than the bound in the time of one request. So a scan of any size sends that many requests a second at most,
 *       and others still find their neighbors.
 *   <li>Frames that wait have a bound for each neighbor, and one for all.
 * </ul>
 *
 * <h2>What is believed</h2>
 *
 * A message creates an entry only when it asks for this node's address and its sender is of a prefix of the link; what nobody asked for
 * updates entries at most. Link addresses of groups, senders that are this node, and messages that a router has forwarded are refused
 * and counted. A link address that was just learned stands for a second against an unasked other one; a configured one always. Beyond
 * that, ARP and neighbor discovery without signatures believe who is on the link: configure what must not be believed.
 *
 * <h2>Threads</h2>
 *
 * The stage and its table belong to one worker, which is also the writer of adjacencies and FIBs while it runs. In the graph of every
 * other worker a {@link org.firsthop.forwarding.neighbor.NeighborHandoff} stands in the stage's place: it hands packets and messages
 * over through a {@link org.firsthop.core.frame.SpscFrameQueue}, and the owner looks packets up again, because a route may have changed
 * on the way. Adjacencies and host routes are read by all workers, so only a neighbor's first packets take that way.
 */
@NullMarked
package org.firsthop.forwarding.neighbor;

import org.jspecify.annotations.NullMarked;
