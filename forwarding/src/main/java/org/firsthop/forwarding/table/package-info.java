/**
 * What bounded tables of state are made of: entries outside the heap found by a keyed hash, lists of entries by age, and time
 * in seconds.
 *
 * <p>{@link org.firsthop.forwarding.table.KeyedSlab} holds a fixed number of entries, each under a key of 128 bits, and {@link
 * org.firsthop.forwarding.table.RecentEntries} a shorter way to those that are asked for again and again. {@link
 * org.firsthop.forwarding.table.AgeLists} keeps entries of one lifetime in the order in which they were heard, so that the
 * next to expire, or to be sacrificed, is found without a search. {@link org.firsthop.forwarding.table.SecondClock} gives
 * lifetimes the grain of a second, so that a busy entry is written once a second and not once a packet. The table of a
 * switch and that of a NAT are made of these.
 */
@NullMarked
package org.firsthop.forwarding.table;

import org.jspecify.annotations.NullMarked;
