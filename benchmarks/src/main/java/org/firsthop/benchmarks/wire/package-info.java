/** What headers and checksums cost, beside the loops of the RFCs. */
package org.firsthop.benchmarks.wire;
