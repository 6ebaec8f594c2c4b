/**
 * Where connections lie: slabs outside the heap, the index that finds an object by its addresses and ports, and timers whose
 * lists run through the objects themselves.
 *
 * <p>Every size is fixed at construction, so that nothing pauses to grow and an attacker's packets cannot make it. Every
 * operation takes constant time and allocates nothing. Objects of a {@link org.firsthop.tcp.table.Slab} are named by index;
 * their memory is described by the layouts of {@code org.firsthop.tcp}. Two means of timing share the work:
 * {@link org.firsthop.tcp.table.TimeoutQueue} for delays that are the same for all (a half-open connection's first
 * retransmission, TIME-WAIT), {@link org.firsthop.tcp.table.TimerWheel} for those that differ (retransmission, persist,
 * keep-alive).
 *
 * <p>Nothing here knows TCP. No class is thread-safe: one engine owns all of it.
 */
@NullMarked
package org.firsthop.tcp.table;

import org.jspecify.annotations.NullMarked;
