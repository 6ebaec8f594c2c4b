/**
 * The node itself among the packets: its own addresses, and the packets that it sends.
 *
 * <p>A {@link org.firsthop.forwarding.local.NodeAddresses} holds what addresses each interface has, and chooses the source of
 * what the node sends (RFC 1122 section 3.3.4.3, RFC 6724). A packet of the node's own enters the graph by {@link
 * org.firsthop.forwarding.local.LocalOutput}, is looked up in the FIB like any other, and bears {@link
 * org.firsthop.forwarding.local.FrameFlags#LOCAL_ORIGIN}, so that nothing is counted down and no scope is held against it. One
 * for an address of the node itself comes back to its local delivery.
 *
 * <pre>
 *   handler ── send ──▶ local-output ─┬─ ipv4 ────▶ ipv4-lookup ─▶ …
 *   icmp ──────────────▶              ├─ ipv6 ────▶ ipv6-lookup ─▶ …
 *                                     └─ lan0 … ──▶ port-output (a group or broadcast address on that link)
 * </pre>
 */
@NullMarked
package org.firsthop.forwarding.local;

import org.jspecify.annotations.NullMarked;
