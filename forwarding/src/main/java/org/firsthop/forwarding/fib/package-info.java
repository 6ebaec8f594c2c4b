/**
 * The forwarding information base: which way a packet goes, decided from its destination address.
 *
 * <p>A lookup turns an address into the index of an <em>adjacency</em>, by the longest prefix that contains it
 * ({@link org.firsthop.forwarding.fib.Ipv4Fib}, {@link org.firsthop.forwarding.fib.Ipv6Fib}). The adjacency says what to
 * do: send by this interface under this link header, ask for the neighbor's address first, keep, drop
 * ({@link org.firsthop.forwarding.fib.AdjacencyTable}, whose entries readers read by {@link
 * org.firsthop.forwarding.fib.Adjacency}). A group of equal-cost paths is an adjacency whose flows are spread over others.
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
 * <p>What threads may see is tested under jcstress ({@code property-tests/stress}), one prefix a try: a route that comes, is
 * replaced, by an adjacency of an octet, by one that needs more, by a longer prefix, and goes, is seen before or after each step
 * and never in the other order, one by one and in batches; a batch has its answers of one table while whole tables are swapped; an
 * adjacency that an answer names is whole, with one link header, and what is taken out of reach is not used again under a reader.
 * The tests fail where a reader that resumes lacks its fence, where memory is used again at once, where a position, a state or a
 * word is stored before what it leads to, and where a batch looks for the table twice. What only a machine with weakly ordered
 * memory would do, stores and loads that the compiler leaves in their order, shows on such a machine alone.
 *
 * <p>{@link org.firsthop.forwarding.fib.BlockIpv4Fib} and {@link org.firsthop.forwarding.fib.StrideIpv6Fib} are for tables
 * of any size, up to the Internet's. They take all memory that they may use when they are made.
 *
 * <p>DIR-24-8, a word for each /24, is the usual design in C, and was tried beside these. With a full table of the Internet it
 * takes 34 megabytes where {@link org.firsthop.forwarding.fib.BlockIpv4Fib} takes five, and its one load misses the caches where
 * that one's two loads mostly do not: for addresses spread over the space it answers in Java a third to three quarters as many a
 * second. Where few prefixes get most of the packets its one load hits, and it answers a tenth more in batches, and nearly a
 * third more one by one. A /8 writes up to 65,536 of its words, where it changes 1,024 blocks here. The memory, and a rate that a
 * scan of addresses does not break, decide against it; the benchmarks have it ({@code FibPeers}).
 *
 * <p>{@link org.firsthop.forwarding.fib.LinearScanIpv4Fib} and {@link org.firsthop.forwarding.fib.LinearScanIpv6Fib} say in
 * the fewest lines what a FIB is; every other implementation passes the same contract test and is compared with them. For
 * the handful of routes of a host they are all that is needed.
 */
@NullMarked
package org.firsthop.forwarding.fib;

import org.jspecify.annotations.NullMarked;
