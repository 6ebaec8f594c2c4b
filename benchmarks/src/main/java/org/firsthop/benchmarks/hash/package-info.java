/** What the hashes over flows and under keys cost. */
package org.firsthop.benchmarks.hash;
