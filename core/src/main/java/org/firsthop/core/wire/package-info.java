/**
 * Flyweights over packet headers: they hold a buffer and an offset, and read and write the octets in place.
 *
 * <p>Each {@link org.firsthop.core.wire.Flyweight} is one header of one RFC, with its field names in camel case. The use is
 * always the same:
 *
 * <pre>{@code
 * final DropReason reason = Ipv4Flyweight.check(buffer, offset, length);   // once a packet; total over any octets
 * if (reason != DropReason.NONE) {
 *     drops.increment(reason);
 *     return;
 * }
 * ip.wrap(buffer, offset);                                                 // as often as wanted; checks nothing
 * final int ttl = ip.ttl();                                                // cannot touch an octet outside the range
 * }</pre>
 *
 * <p>Laws that hold for every class here, and are proved by property tests:
 *
 * <ul>
 *   <li>{@code check} returns for any octets whatever: no exception, no allocation, no read outside its range.
 *   <li>After {@code check} returned {@link org.firsthop.core.drop.DropReason#NONE}, no reader reads outside the range.
 *   <li>Every proper prefix of a valid header is refused.
 *   <li>What was written is what is read; a writer touches no octet but its field's.
 *   <li>A getter writes nothing; unsigned fields widen; addresses and sequence numbers are {@code int} bits.
 * </ul>
 */
@NullMarked
package org.firsthop.core.wire;

import org.jspecify.annotations.NullMarked;
