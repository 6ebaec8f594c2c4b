/**
 * The DNS engines over sockets of the JDK: what reads and writes for those that know no sockets.
 *
 * <p>A server here is one loop over one selector, run by a thread of the caller, so that many of them share nothing. {@link
 * org.firsthop.node.dns.AuthorityServer} serves zones over UDP and TCP; {@link org.firsthop.node.dns.ResolverDriver} runs a
 * resolver for clients over UDP and TCP and in this process.
 */
@NullMarked
package org.firsthop.node.dns;

import org.jspecify.annotations.NullMarked;
