/**
 * Captures: files of packets, read and written as streams.
 *
 * <p>{@link org.firsthop.core.capture.CaptureReader} reads both formats in use, pcap (draft-ietf-opsawg-pcap) and pcapng
 * (draft-ietf-opsawg-pcapng), and finds out by itself which it has: by magic, byte order, unit of time, gzip or not.
 * {@link org.firsthop.core.capture.PcapWriter} and {@link org.firsthop.core.capture.PcapngWriter} write them; the octets
 * written depend on nothing but the arguments, so the same run gives the same file.
 *
 * <p>What all share:
 *
 * <ul>
 *   <li>Time is a {@code long} of nanoseconds since the epoch, whatever the unit in the file.
 *   <li>A packet is named by its number from 1, an interface by its index from 0 over the whole file, a link type by its
 *       number in {@link org.firsthop.core.capture.LinkType}.
 *   <li>Reading allocates nothing per packet, and memory is bounded by {@link org.firsthop.core.capture.CaptureLimits}
 *       whatever lengths a damaged file claims.
 *   <li>There are three ways for a capture to end. Well. Too early, inside a record
 *       ({@link org.firsthop.core.capture.Truncation}). Contradicting its format or the limits
 *       ({@link org.firsthop.core.capture.Contradiction}). In each every packet before is given, and
 *       {@link org.firsthop.core.capture.CaptureReader#damage()} tells the rest. What does not begin as a capture is refused
 *       when it is opened, with a {@link org.firsthop.core.capture.CaptureFormatException}.
 *   <li>Nothing is printed and no thread is started. Reads and writes block.
 * </ul>
 */
@NullMarked
package org.firsthop.core.capture;

import org.jspecify.annotations.NullMarked;
