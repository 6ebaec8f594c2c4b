/** What forwarding costs: the router's whole path, and its parts. */
package org.firsthop.benchmarks.forwarding;
