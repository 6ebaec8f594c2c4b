/**
 * The Linux kernel's routing tables, mirrored: routing daemons such as BIRD and FRR speak their protocols on the kernel's own
 * interfaces and write its routes, and this library forwards by them.
 *
 * <pre>
 *   BIRD, FRR, ip ─▶ kernel ── rtnetlink ─▶ {@link org.firsthop.node.mirror.KernelMirror} ─▶ RouteTable ─▶ FIBs, adjacencies
 *                      ▲                              │  ▲                                       ▲
 *                      └── "find this neighbor" ──────┘  └────────── questions ── workers ───────┘
 * </pre>
 *
 * <p><b>Who does what.</b> The kernel keeps its interfaces, with their addresses and link addresses. It answers ARP, neighbor
 * discovery and ping, and has TCP connections, by its own copy of what comes in. This node forwards, and tells senders of what it
 * cannot forward. It finds no neighbors itself: it asks the kernel to, and mirrors what the kernel knows.
 *
 * <p><b>In step.</b> Everything is dumped once, then followed by notifications. What notifications do not tell (the kernel
 * removes IPv4 routes without a word when their interface or source address goes) makes routes be dumped again, a little later
 * and once more when the kernel must be done; so does a notification that does not fit. When notifications are lost, all is
 * dumped again. A dump goes into a {@code RouteSource} of its own, which takes the place of the old one when it is whole, so
 * that packets are forwarded as before meanwhile.
 *
 * <p><b>FRR</b> writes the kernel's routes as BIRD does, so it needs nothing else. Its other way out, the forwarding plane manager
 * protocol, would tell the same routes a second time, without neighbors, links and addresses, which are the kernel's in any case.
 *
 * <p><b>What is not mirrored:</b> routes for some type of service or source only and multicast routes, which are counted; and rules
 * other than that the tables are searched in the order given, encapsulations, and the metrics of routes, such as a path MTU of
 * their own. The tables are merged: of two prefixes the longer one counts, whichever tables they are in, where the kernel
 * searches one whole table after the other. That differs only where a prefix of the earlier table contains one of the later.
 */
@NullMarked
package org.firsthop.node.mirror;

import org.jspecify.annotations.NullMarked;
