/**
 * Laws of the TCP engine: it agrees with a literal transcription of RFC 9293 at every step, and two engines over a bad link
 * always come to an end with every octet in its place.
 *
 * <p>{@code mvn verify} runs a share of each, and of the long tests in {@code tcp} and {@code node}. At length, from the root:
 *
 * <pre>
 *   mvn verify -pl property-tests -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=TcpDifferentialPropertyTest \
 *       -Dfirsthop.tcp.steps=100000000                       engine and reference, step by step
 *   mvn verify -pl property-tests -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=TwoEnginesPropertyTest \
 *       -Dfirsthop.tcp.lives=100000                          lives over a bad link
 *   mvn verify -pl tcp -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=SynFloodTest \
 *       -Dfirsthop.tcp.floodMillis=60000                     a minute of 5 million forged SYNs a second
 *   mvn verify -pl tcp -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=CookieGuessTest \
 *       -Dfirsthop.tcp.guesses=1000000000                    guessed cookies
 *   mvn verify -pl tcp -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=CapacityTest \
 *       -DargLine='--add-exports java.base/jdk.internal.misc=ALL-UNNAMED -Xmx3g' \
 *       -Dfirsthop.tcp.capacity=10000000                     ten million connections, 2.3 GB
 *   mvn verify -pl node -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest='TcpKernelTest,TcpToolsTest' \
 *       -Dfirsthop.live.octets=10485760                      10 MiB each way with the kernel, nc, nginx and curl; as root
 * </pre>
 */
@NullMarked
package org.firsthop.tcp;

import org.jspecify.annotations.NullMarked;
