/**
 * Fuzzing: mutations of real and of made packets, through everything that reads packets.
 *
 * <p>The ordinary build runs a share of it. The long form takes the number of mutations as a property, and the recorded
 * captures where they are:
 *
 * <pre>
 * mvn -pl property-tests -am verify -Dtest='RouterFuzz*' -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dfirsthop.fuzz.mutations=10000000 -Dfirsthop.data=/path/to/data
 * </pre>
 */
package org.firsthop.fuzz;
