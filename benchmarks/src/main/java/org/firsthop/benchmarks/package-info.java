/**
 * What Firsthop costs, beside what its peers cost, in one run.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar} runs all; {@code java -jar benchmarks/target/benchmarks.jar NAME
 * -prof gc} runs those whose names match and shows what they allocate. Each class answers one question, which its first
 * sentence asks; its input distribution has a name and a seed; a baseline stands beside it. Times are for ratios within one
 * run, never to be quoted alone.
 *
 * <p>Agrona checks the bounds of every access unless told otherwise. Both settings count: add {@code -jvmArgsPrepend
 * -Dagrona.disable.bounds.checks=true} for the second.
 */
package org.firsthop.benchmarks;
