/**
 * A keyed random generator whose whole output follows from a seed that the caller hands in.
 *
 * <p>Query ids, source ports, the letter case of questions (0x20) and the keys of hash tables are what an attacker off the
 * path has to guess (RFC 5452 section 9). They come from a stream cipher, so that seeing any number of them tells nothing
 * about the next. The library itself reads no randomness: a program seeds from {@code SecureRandom}, a simulation from
 * its own seed, and replays.
 */
@NullMarked
package org.firsthop.dns.random;

import org.jspecify.annotations.NullMarked;
