/**
 * The messages of rtnetlink(7), by which the Linux kernel tells its links, addresses, routes, next hops and neighbors: read and
 * written over memory, without a socket.
 *
 * <pre>
 *   message     0 length (32 bits)   4 type (16)   6 flags (16)   8 sequence (32)   12 port (32)   16 payload …
 *   payload     a header of the type's own, then attributes
 *   attribute   0 length (16 bits)   2 type (16)   4 value …      padded to a multiple of four octets
 * </pre>
 *
 * <p>Numbers are in the machine's own order, addresses in the order of the network. A
 * {@link org.firsthop.node.netlink.NetlinkReader} goes through the messages of a datagram; a
 * {@link org.firsthop.node.netlink.RouteMessage} and its like decode one kind each into fields. Decoding is total: any octets,
 * no exception, nothing read outside the message, and what does not hold together is not decoded. The objects are reused, for
 * one thread; they allocate nothing but a link's name and the text of an error.
 */
@NullMarked
package org.firsthop.node.netlink;

import org.jspecify.annotations.NullMarked;
