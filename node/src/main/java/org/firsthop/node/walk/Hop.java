package org.firsthop.node.walk;

import org.firsthop.node.host.Endpoint;
import org.firsthop.node.sim.LinkObserver.Fate;

/**
 * One frame on one link: a part of a packet's way.
 *
 * @param from the node that sent it.
 * @param to the node at the other end.
 * @param link the name of the link.
 * @param departNs when its first bit left.
 * @param arriveNs when its last bit arrived, if it did.
 * @param fate what the link did to it.
 * @param sourceMac link address of the sender, in the low 48 bits.
 * @param destinationMac link address that it was sent to.
 * @param timeToLive TTL or Hop Limit; −1 for what is not IP.
 * @param source IP address and port.
 * @param destination IP address and port.
 * @param route why it left by this link: the prefix of the sender's routes that its destination matched, or what the switch
 *     knew; empty where there was nothing to decide.
 */
public record Hop(
        String from,
        String to,
        String link,
        long departNs,
        long arriveNs,
        Fate fate,
        long sourceMac,
        long destinationMac,
        int timeToLive,
        Endpoint source,
        Endpoint destination,
        String route) {}
