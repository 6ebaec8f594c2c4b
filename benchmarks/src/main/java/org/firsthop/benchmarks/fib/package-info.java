/**
 * The forwarding information bases beside those of DPDK, in one process and in turns.
 *
 * <p>{@link org.firsthop.benchmarks.fib.FibPeers} is the command: it compiles the way to DPDK's C libraries, loads the same
 * routes into {@code BlockIpv4Fib} and {@code StrideIpv6Fib} and into {@code rte_lpm}, {@code rte_fib}, {@code rte_lpm6} and
 * {@code rte_fib6}, compares all answers, and measures them with {@link org.firsthop.benchmarks.fib.PeerRun}, one process a
 * fork. {@link org.firsthop.benchmarks.fib.FibUpdates} measures updates beside a reader.
 *
 * <pre>
 *   sudo benchmarks/install-dpdk.sh                                   # Debian's dpdk-dev and gcc, once
 *   java -cp benchmarks/target/benchmarks.jar org.firsthop.benchmarks.fib.FibPeers --routes table.txt.gz --jdk /usr/lib/jvm/...
 * </pre>
 */
package org.firsthop.benchmarks.fib;
