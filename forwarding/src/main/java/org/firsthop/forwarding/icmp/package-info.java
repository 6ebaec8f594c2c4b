/**
 * ICMP as nodes speak it: errors about packets that were dropped, and answers to what is asked (RFC 792, 1122, 1812, 4443).
 *
 * <pre>
 *   any stage ── reject ──▶ icmp-errors ──▶ local-output ─▶ …          (the error, a packet of the node's own)
 *   ipv4-local ───────────▶ icmp-input ─┬─ reply ─▶ local-output ─▶ …  (the request, turned around in its frame)
 *   ipv6-local ───────────▶ icmpv6-input└─ local ─▶ local
 * </pre>
 *
 * <p><b>An error begins with a drop.</b> A stage that finds a packet wanting does not know ICMP: it {@linkplain
 * org.firsthop.core.pipeline.Stage#reject rejects} the packet for a {@link org.firsthop.core.drop.DropReason}. The {@link
 * org.firsthop.forwarding.icmp.IcmpErrorTable} says what type and code each reason stands for, if any, and {@link
 * org.firsthop.forwarding.icmp.IcmpErrors} whether the rules allow an error about this packet at this moment.
 *
 * <p><b>How it is counted.</b> Every stage obeys {@code received + originated = sent + dropped + consumed + Δ held}, and this
 * way of telling a sender does not change it. The rejecting stage drops the packet, under its reason, and originates a
 * notice in the same frame. The error stage consumes every notice; for those that the rules allow it originates an error,
 * and it counts the others by what forbade them in {@link org.firsthop.forwarding.icmp.IcmpErrors#suppressed()}. So
 *
 * <pre>
 *   notices received   = consumed = errors originated + Σ suppressed
 *   packets that came in = forwarded + delivered + replied + Σ dropped + Δ held
 * </pre>
 *
 * where the errors are counted apart, among what the node itself sends.
 */
@NullMarked
package org.firsthop.forwarding.icmp;

import org.jspecify.annotations.NullMarked;
