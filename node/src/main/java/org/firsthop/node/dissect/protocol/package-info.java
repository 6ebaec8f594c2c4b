/**
 * The dissectors, one class a protocol, and {@link org.firsthop.node.dissect.protocol.PacketDissector}, which begins with
 * the link layer.
 *
 * <p>A dissector declares the fields of its protocol, lays the protocol's flyweight over the slice it is given, adds the
 * fields to a layer one by one, and hands the rest to the next by EtherType, IP protocol or port. It does not check first:
 * what can be read of a damaged or cut packet is shown, up to the first field whose octets are not there.
 *
 * <p>Names, formats and the way a packet falls apart are Wireshark's; the differential test compares every field of every
 * packet of nearly a thousand captures with what tshark read.
 */
@NullMarked
package org.firsthop.node.dissect.protocol;

import org.jspecify.annotations.NullMarked;
