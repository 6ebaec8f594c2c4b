/** What frames cost: taking and giving back, and handing over to another thread. */
package org.firsthop.benchmarks.frame;
