/**
 * Where frames come from and go to.
 *
 * <p>A {@link org.firsthop.core.port.Port} is the one interface of memory links, captures and live interfaces. It moves
 * batches of frames, never waits, and says how many it took; who offered more keeps the rest and decides: drop and count
 * (a router), try again later (a simulation), take less from the source.
 *
 * <p>{@link org.firsthop.core.port.FlowShards} makes of one port a port for each of several workers.
 */
@NullMarked
package org.firsthop.core.port;

import org.jspecify.annotations.NullMarked;
