/**
 * Names resolved for applications: the layer over the engine that knows threads, and none of its own.
 *
 * <p>{@link org.firsthop.dns.client.DnsClient} asks one question in one of three ways: a callback with the message in place,
 * a future completed on the executor that the caller hands in, or a call that parks its thread, which may be a virtual one.
 * {@link org.firsthop.dns.client.HostResolver} does what a host does with a name that a user wrote: addresses written out,
 * {@code localhost}, the hosts file, the search list, both families at once.
 *
 * <p>Both stand on a {@link org.firsthop.dns.client.QueryPort}, which a driver with sockets implements.
 */
@NullMarked
package org.firsthop.dns.client;

import org.jspecify.annotations.NullMarked;
