/**
 * The routing information base: which routes a router knows, and which of them it uses.
 *
 * <p>{@link org.firsthop.forwarding.rib.RouteTable} takes routes from several
 * {@linkplain org.firsthop.forwarding.rib.RouteSource sources}, each with an administrative distance. It works out where the
 * {@linkplain org.firsthop.forwarding.rib.NextHops next hops} of a route lead, through the routes to their gateways down to
 * interfaces that are up, and writes the best route of each prefix into the FIBs of
 * {@link org.firsthop.forwarding.fib}, which is all that packets meet:
 *
 * <pre>{@code
 * RouteTable table = new RouteTable(RouteTableLimits.DEFAULT, adjacencies, ipv4Fib, ipv6Fib);
 * RouteSource connected = table.source("connected", RouteSource.CONNECTED);
 * RouteSource bgp = table.source("bgp", RouteSource.EXTERNAL_BGP);
 * table.interfaceUp(1, 1500);
 * table.put(connected, 0xC0000200, 24, 0, 0, NextHops.of(Path.onLink(1)));                       // 192.0.2.0/24 dev 1
 * table.put(bgp, 0x0A000000, 8, 0, 0, NextHops.of(Path.via(NextHops.RECURSIVE, 0xC0000209)));    // 10.0.0.0/8 via 192.0.2.9
 * }</pre>
 *
 * <p>Here packets to 10.0.0.0/8 leave by interface 1 for 192.0.2.9, until the interface goes down. What an update changes
 * depends only on the routes and the interfaces, not on the order in which they came to be known; which flow of a group takes
 * which of its paths does, so that flows keep theirs.
 *
 * <p>This is the one way by which routes get into FIBs: {@link org.firsthop.forwarding.ip.ForwardingTables} makes routes of the
 * addresses, neighbors and static routes of a node. Only the host routes of neighbors that are found as packets go, within
 * connected prefixes, are the neighbor table's own and not listed here. The files that routes
 * come from are the matter of {@link org.firsthop.forwarding.rib.file}.
 */
@NullMarked
package org.firsthop.forwarding.rib;

import org.jspecify.annotations.NullMarked;
