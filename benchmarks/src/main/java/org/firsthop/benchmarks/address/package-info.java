/** What it costs to read and print addresses, beside the JDK. */
package org.firsthop.benchmarks.address;
