/**
 * A host: what a laptop or a server does above its interfaces.
 *
 * <pre>
 *   Connector ─▶ ResolverEndpoint ─▶ UdpStack ─┐
 *       └──────▶ TcpStack (TcpEngine) ─────────┴─▶ IpSender ─▶ stages of IP, forwarding off ─▶ ports
 *   AuthorityEndpoint ─▶ both
 * </pre>
 *
 * <p>{@link org.firsthop.node.host.Host} joins the engines that know nothing of each other: the stages of {@code forwarding} with
 * forwarding off (ARP, neighbor discovery, ICMP, routes), a {@link org.firsthop.tcp.TcpEngine}, and resolvers. It takes frames
 * from ports, and time from whoever runs it; so it runs in a simulation as over anything else that is a port.
 *
 * <p>{@link org.firsthop.node.host.Connector} does what a browser has done for it: {@linkplain org.firsthop.node.host.HttpUrl URL},
 * name, {@linkplain org.firsthop.node.host.SourceAddresses order of addresses}, attempts that overlap, the first connection wins;
 * and where none does, one sentence that says why.
 *
 * <p>{@link org.firsthop.node.host.Autoconfiguration} is for interfaces that nobody configures: routers of their links do.
 *
 * <p>Not done: packets that a host sends to its own addresses, and mobility.
 */
@NullMarked
package org.firsthop.node.host;

import org.jspecify.annotations.NullMarked;
