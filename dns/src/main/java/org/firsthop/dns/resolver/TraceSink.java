package org.firsthop.dns.resolver;

import org.jspecify.annotations.Nullable;

/** Is told each step of each resolution, so that every answer can be explained. */
@FunctionalInterface
public interface TraceSink {
    /**
     * Tells one step.
     *
     * @param client the query on whose budget the step was made, as {@link Resolver#query} was given it; −1 for the
     *     resolver's own.
     * @param event what happened.
     * @param base the array of the name, or {@code null}.
     * @param name address of the name that the step is about, in wire form, good during the call.
     * @param type asked for, or 0.
     * @param addressHigh the server's address, upper 64 bits; both halves 0 when there is no server.
     * @param addressLow the server's address, lower 64 bits.
     * @param number what {@link TraceEvent} says it is.
     */
    void step(
            long client,
            TraceEvent event,
            @Nullable Object base,
            long name,
            int type,
            long addressHigh,
            long addressLow,
            long number);
}
