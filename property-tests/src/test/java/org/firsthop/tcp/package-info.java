/**
 * Laws of the TCP engine: it agrees with a literal transcription of RFC 9293 at every step, and two engines over a bad link
 * always come to an end with every octet in its place.
 *
 * <p>{@code mvn verify} runs a share of each; {@code -Dfirsthop.tcp.steps=100000000} and {@code -Dfirsthop.tcp.lives=100000} run
 * them at length.
 */
@NullMarked
package org.firsthop.tcp;

import org.jspecify.annotations.NullMarked;
