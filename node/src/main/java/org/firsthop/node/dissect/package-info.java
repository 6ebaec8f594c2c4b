/**
 * Packets taken apart for people: what {@code firsthop dissect} shows.
 *
 * <p>A {@link org.firsthop.node.dissect.Protocol} declares {@link org.firsthop.node.dissect.Field}s, each once: its name,
 * which is Wireshark's, a label, the {@link org.firsthop.node.dissect.Format} of its value and, where it has a fixed place
 * in a header, the flyweight's method that reads it. A {@link org.firsthop.node.dissect.Dissector} turns a
 * {@link org.firsthop.node.dissect.Slice} of a packet into a {@link org.firsthop.node.dissect.Layer} of
 * {@link org.firsthop.node.dissect.Item}s and passes on the rest; a {@link org.firsthop.node.dissect.DissectedPacket} is
 * the list of layers. The printers of {@code org.firsthop.node.dissect.print} know layers and items only, so a new
 * protocol is printed in every way as soon as it is declared.
 *
 * <p>This is the one part of the project that reads packets it did not check, and that allocates as it goes: it shows
 * what a damaged packet still says. Every read goes through the slice, which ends the dissection where octets are missing.
 */
@NullMarked
package org.firsthop.node.dissect;

import org.jspecify.annotations.NullMarked;
