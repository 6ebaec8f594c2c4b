/**
 * What every flyweight obeys, said once.
 *
 * <p>A test class of a header extends {@link org.firsthop.laws.HeaderLaws}, describes the header's fields and gives some
 * valid headers, and inherits the laws as properties:
 *
 * <pre>{@code
 * class UdpPropertyTest extends HeaderLaws<UdpFlyweight> {
 *     UdpPropertyTest() {
 *         super(new Header<>(new UdpFlyweight(), UdpFlyweight::wrap, UdpFlyweight::check, UdpFlyweight::check)
 *                 .field("sourcePort", 0, 16, UdpFlyweight::sourcePort, UdpFlyweight::sourcePort)
 *                 .reads((udp, length) -> Objects.hash(udp.payloadOffset(), udp.payloadLength(length))));
 *     }
 *
 *     public Arbitrary<byte[]> valid() {
 *         return …; // headers that pass the check and of which no octet is to spare
 *     }
 * }
 * }</pre>
 *
 * <p>{@link org.firsthop.laws.GuardedMemory} places octets so that a read of the octet after the last is an error even
 * where it goes by address and nothing checks it.
 */
package org.firsthop.laws;
