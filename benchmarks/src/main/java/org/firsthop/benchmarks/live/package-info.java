/**
 * Forwarding between real interfaces of Linux, beside DPDK's testpmd and the kernel: {@link org.firsthop.benchmarks.live.LivePeers}.
 */
@NullMarked
package org.firsthop.benchmarks.live;

import org.jspecify.annotations.NullMarked;
