package org.firsthop.forwarding.fib;

/**
 * The memory of a FIB at one moment, in octets, as its writer counts it.
 *
 * @param lookupOctets what lookups read: roots and the records that they lead to.
 * @param retiredOctets records that were replaced, and that wait for readers to announce before they are used again.
 * @param controlOctets what only the writer reads: the prefixes themselves.
 * @param reservedOctets what the FIB has taken from the process for all of these, used or not.
 * @param limitOctets the most it will take; an update that needs more is refused.
 */
public record FibMemory(
        long lookupOctets, long retiredOctets, long controlOctets, long reservedOctets, long limitOctets) {}
