/**
 * The forwarding information base: which way a packet goes, decided from its destination address.
 *
 * <p>A lookup turns an address into the index of an <em>adjacency</em>, by the longest prefix that contains it
 * ({@link org.firsthop.forwarding.fib.Ipv4Fib}, {@link org.firsthop.forwarding.fib.Ipv6Fib}). The adjacency says what to
 * do: send by this interface under this link header, ask for the neighbor's address first, keep, drop
 * ({@link org.firsthop.forwarding.fib.AdjacencyTable}). A group of equal-cost paths is an adjacency whose flows are spread
 * over others.
 *
 * <p>One thread writes, many read, and no reader ever waits. What makes that safe is the same everywhere: what a reader
 * can reach is not changed but replaced, by one store that releases to readers all that it leads to; what was replaced is
 * used again when every reader has announced since to the {@link org.firsthop.forwarding.fib.ReadEpochs}. A reader's
 * round:
 *
 * <pre>{@code
 * try (ReadEpochs.Reader reader = epochs.register()) {
 *     while (running) {
 *         fib.lookup(addresses, adjacencies, count);
 *         // ... entries of the adjacency table are read, packets are rewritten and sent ...
 *         reader.announce();
 *     }
 * }
 * }</pre>
 *
 * <p>{@link org.firsthop.forwarding.fib.BlockIpv4Fib} and {@link org.firsthop.forwarding.fib.StrideIpv6Fib} are for tables
 * of any size, up to the Internet's. They take all memory that they may use when they are made.
 *
 * <p>{@link org.firsthop.forwarding.fib.LinearScanIpv4Fib} and {@link org.firsthop.forwarding.fib.LinearScanIpv6Fib} say in
 * the fewest lines what a FIB is; every other implementation passes the same contract test and is compared with them. For
 * the handful of routes of a host they are all that is needed.
 */
@NullMarked
package org.firsthop.forwarding.fib;

import org.jspecify.annotations.NullMarked;
