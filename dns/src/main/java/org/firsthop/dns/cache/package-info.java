/**
 * What a resolver remembers, outside the heap and bounded in octets.
 *
 * <p>{@link org.firsthop.dns.cache.RrsetCache} keeps RRsets, negative answers, failures and zone cuts; {@link
 * org.firsthop.dns.cache.AnswerWriter} makes responses of them. An RRset is kept in the form in which a message has it, so
 * that answering copies octets and patches the id, the flags, the owner pointers and the TTLs.
 *
 * <pre>{@code
 * final RrsetCache cache = new RrsetCache(CacheConfig.DEFAULT, random);
 * final AnswerWriter writer = new AnswerWriter(cache, 11);
 * if (writer.write(buffer, null, name, nameLength, type, now, now, false) == AnswerWriter.COMPLETE) {
 *     final int length = writer.finish(id, flags, true, 1232, -1);
 * }
 * }</pre>
 *
 * <p>What an attacker can do to a cache, and what stands against it:
 *
 * <ul>
 *   <li><em>Fill it</em> with random names: memory never grows, and SIEVE gives up entries that were never asked for again
 *       before those that were.
 *   <li><em>Make its hash collide</em>: the hash is keyed from the caller's random generator.
 *   <li><em>Poison it</em>: glue is never an answer, data never replaces live data of a higher rank (RFC 2181 section
 *       5.4.1), and what may be stored at all is the resolver's business.
 *   <li><em>Store huge RRsets</em>, or many types at a name: the first are refused above a limit; the second lie scattered by
 *       their hash, so that no walk over them exists.
 * </ul>
 */
@NullMarked
package org.firsthop.dns.cache;

import org.jspecify.annotations.NullMarked;
