/**
 * What the TCP engine costs: handshakes, whole lives, cookies, timers, with all checksums computed and verified.
 *
 * <p>The packet generator's cost is in every figure; the handshake and cookie classes have a baseline that is that cost alone.
 */
package org.firsthop.benchmarks.tcp;
