/**
 * What threads hand to each other without waiting, under jcstress: a state of its own for each of millions of tries, one method a
 * thread, every answer that may be seen listed, all others forbidden.
 *
 * <p>{@link org.firsthop.stress.PublicationTest} runs all of it for some seconds with the other tests, and for as long as one
 * likes, with each thread interpreted and compiled by either compiler and C2's instructions shuffled, by
 *
 * <pre>{@code
 * mvn -pl property-tests/stress -am verify -Dtest=PublicationTest -Dsurefire.failIfNoSpecifiedTests=false -Dfirsthop.stress=quick
 * }</pre>
 *
 * <p>({@code quick} takes minutes, {@code default} an hour, {@code tough} and {@code stress} longer.) Tables are static, because
 * they are large: each state has prefixes of its own in them, next to those of its neighbors, so that blocks and nodes change
 * under readers of other states too.
 */
@NullMarked
package org.firsthop.stress;

import org.jspecify.annotations.NullMarked;
