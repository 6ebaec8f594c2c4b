/**
 * A network on virtual time: nodes, Ethernet links between them, and a clock that jumps from event to event.
 *
 * <pre>
 *   node ── transmit ──▶ LinkEnd ─▶ queue, rate ─▶ delay, loss, … ─▶ LinkEnd ── receive ──▶ node
 *                                         │
 *                                         └─▶ LinkObserver: captures, whoever tells the story
 * </pre>
 *
 * <p>A {@link org.firsthop.node.sim.Simulation} owns the time, one pool of frames and the queue of events. A {@link
 * org.firsthop.node.sim.Link} has two ends, and each is a {@link org.firsthop.core.port.Port}: what runs over a live
 * interface runs over it unchanged. A frame gets its padding and its FCS (CRC-32) when it is sent, carries both, and is
 * checked when it arrives; a frame that was damaged on the way ends there, counted. Between, nothing is copied: the frame stays
 * in its slot.
 *
 * <p>A {@link org.firsthop.node.sim.SimNode} runs when a frame came to it or its own deadline has come, and at no other time,
 * so that a thousand idle nodes cost nothing. Everything runs on one thread. Spreading one simulation over several was left
 * out: a frame's hop costs about a microsecond, and links as short as those of a LAN give conservative synchronisation
 * only microseconds of lookahead; simulations that share nothing run side by side.
 *
 * <p><b>Determinism.</b> Events at one time happen in the order in which they were scheduled. Each direction of a link
 * draws from a sequence of its own, which depends on the simulation's seed and the link's name alone: adding a link elsewhere
 * changes nothing here. Two runs from one seed are equal to the octet.
 *
 * <p><b>Counting.</b> For each direction of a link: sent + duplicated = delivered + Σ dropped + Δ under way.
 */
@NullMarked
package org.firsthop.node.sim;

import org.jspecify.annotations.NullMarked;
