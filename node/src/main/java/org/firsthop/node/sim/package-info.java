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
 * so that a thousand idle nodes cost nothing.
 *
 * <p><b>Threads.</b> One thread runs everything, unless {@linkplain org.firsthop.node.sim.Simulation.Builder#threads told
 * otherwise}. With several each has a part of the nodes, with a queue of events, an allocator and a time of its own, and they
 * synchronise conservatively: no frame goes from one part to another in less time than the shortest link between two parts takes, so
 * all that happens in a window of that length can happen side by side, and what went across is handed over between windows. That
 * pays where a window holds much more work than the meeting at its end costs, which is a microsecond or two: with links of 100 µs
 * between a thousand busy routers two threads on two cores take half the time of one, for each also works with half the memory in
 * its cache. Between parts that only links of a LAN join, of half a microsecond, a window holds next to nothing, and threads make
 * it slower. {@code SimulatedNetwork} cuts along the longest links. Quiet windows, in which one part alone has something to do, are
 * run without waking others, so that a walk through the default Internet gains nothing by threads, and loses nothing.
 *
 * <p><b>Determinism.</b> At one time everything arrives first, and nodes work afterwards, in the order of their adding. Each
 * direction of a link draws from a sequence of its own, which depends on the simulation's seed and the link's name alone: adding
 * a link elsewhere changes nothing here. Two runs from one seed are equal to the octet, with any number of threads: observers are
 * shown frames in the order of time and nodes, which knows nothing of parts.
 *
 * <p><b>Counting.</b> For each direction of a link: sent + duplicated = delivered + Σ dropped + Δ under way.
 */
@NullMarked
package org.firsthop.node.sim;

import org.jspecify.annotations.NullMarked;
