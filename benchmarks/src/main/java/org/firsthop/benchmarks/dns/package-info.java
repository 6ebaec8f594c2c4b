/**
 * How the DNS codec compares with dnsjava and Netty's, measured in the same run on the same messages.
 *
 * <p>The messages are named and made from nothing random: {@code a3} is an answer with three addresses, {@code cname4} a chain
 * of two aliases with four addresses, {@code ref13} a referral to thirteen servers with both addresses of each. The peers make
 * objects of what they read; {@link org.firsthop.benchmarks.dns.DnsReadAllBenchmark} is therefore the comparison of like with
 * like, and the others tell what it costs not to need them.
 */
package org.firsthop.benchmarks.dns;
