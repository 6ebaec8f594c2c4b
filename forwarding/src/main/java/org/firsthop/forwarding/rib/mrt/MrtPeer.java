package org.firsthop.forwarding.rib.mrt;

/**
 * A BGP router that the collector has a session with.
 *
 * @param isIpv6 whether its address is IPv6.
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4.
 * @param low the last 64 bits of an IPv6 address, or an IPv4 address in the low 32 bits.
 * @param asNumber of its autonomous system, 0 to 4,294,967,295.
 */
public record MrtPeer(boolean isIpv6, long high, long low, long asNumber) {}
