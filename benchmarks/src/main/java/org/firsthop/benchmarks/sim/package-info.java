/** The simulated network: what a frame's hop over a link costs. */
package org.firsthop.benchmarks.sim;
