/**
 * Resolver engines: packets in, packets out, no socket, thread, clock or randomness of their own.
 *
 * <p>{@link org.firsthop.dns.resolver.Resolver} is the whole of the public face. The parts behind it, from client to wire:
 *
 * <pre>
 *   Resolver     a query's place and its budget; writes the answer as far as the cache knows, asks for the rest
 *   Tasks        one task a question, however many wait for it
 *   Strategy     Forwarding: asks resolvers in turn         Iteration: walks down from the root
 *   Harvester    what of a response may enter the cache     ZoneCuts: what of a referral is followed
 *   Exchanges    one question to one server, and the matching of responses
 *   QueryWriter  case, EDNS, cookie of a query           UdpSources: its port and id
 *   ServerStreams  connections to servers, each for many questions side by side, kept a while without one
 *   Outbox       what the driver is to send
 * </pre>
 *
 * <p>Against whom it stands, and where:
 *
 * <ul>
 *   <li><em>Forgers off the path</em> must guess id, source port and the case of letters (Exchanges); the first guess that
 *       comes near moves the question to TCP. Identical questions are asked once (Tasks), so that guesses do not add up.
 *   <li><em>Servers that lie</em> are heard about their own zone only (Harvester, ZoneCuts); glue is never an answer;
 *       delegations end with the TTL that the parent gave.
 *   <li><em>Zones made to cause work</em> (NXNSAttack, tsuNAME, long chains, loops): every packet is paid from the one budget
 *       of the client's query, which nothing fills up again (Budget); servers that wait for each other are found out (Tasks).
 *   <li><em>Clients that ask for too much</em>: all pools are fixed, and what does not fit is refused at once.
 * </ul>
 *
 * <p>Signatures are asked for, kept and handed on where {@link org.firsthop.dns.resolver.ResolverConfig#dnssecOk} says so, with the
 * proofs of absence and of wildcards (NSEC, NSEC3; RFC 4035 section 3.2). Not done here: DNSSEC validation, DNS over TLS or HTTPS,
 * stub zones. ANY is answered as RFC 8482 section 4.2 says, with one record made up.
 */
@NullMarked
package org.firsthop.dns.resolver;

import org.jspecify.annotations.NullMarked;
