package org.firsthop.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * An interface that packets of a capture were seen on. A pcap file has one, without a name; a pcapng file has one for each
 * Interface Description Block.
 *
 * @param index of the interface in the file, from 0, over all sections.
 * @param section of the file that describes it, from 0.
 * @param name such as {@code eth0} (if_name), or {@code null} when the file gives none.
 * @param linkType of its packets, see {@link LinkType}.
 * @param snapLength octets at which packets were cut, unsigned 32 bits; 0 for no limit.
 * @param fcsLength octets of frame check sequence at the end of each packet, or {@link #UNKNOWN_FCS_LENGTH}.
 * @param resolution of its timestamps.
 * @param timestampOffset seconds to add to its timestamps (if_tsoffset).
 */
public record CaptureInterface(
        int index,
        int section,
        @Nullable String name,
        int linkType,
        long snapLength,
        int fcsLength,
        TimestampResolution resolution,
        long timestampOffset) {
    /** The {@link #fcsLength()} of a file that does not say. */
    public static final int UNKNOWN_FCS_LENGTH = -1;
}
