/**
 * What headers and checksums cost, beside the loops of the RFCs and beside plain {@link java.nio.ByteBuffer}s.
 *
 * <p>The TCP frames lie outside the heap in one region that fits a second-level cache; their addresses, ports, numbers and payload
 * lengths come from a seed. Their baselines read the same octets by absolute index, with the same checks. Bounds checks are on;
 * {@code -jvmArgsAppend -Dagrona.disable.bounds.checks=true} measures without Agrona's. Those of ByteBuffer stay on.
 */
package org.firsthop.benchmarks.wire;
