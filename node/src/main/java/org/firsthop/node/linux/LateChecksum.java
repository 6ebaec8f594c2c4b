package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.InternetChecksum;

/**
 * Fills a transport checksum that the sender's kernel left to the network card: its field holds the pseudo-header's sum, not
 * complemented.
 */
final class LateChecksum {
    private LateChecksum() {}

    /**
     * Fills the checksum of a frame.
     *
     * @param frame address of its first octet.
     * @param length of the frame in octets.
     * @param start where the range begins that is summed.
     * @param offset of the checksum in the range.
     * @return whether the checksum lies inside the frame; otherwise nothing is changed.
     */
    static boolean fill(final long frame, final int length, final int start, final int offset) {
        if (start + offset + Short.BYTES > length) {
            return false;
        }
        final int checksum = InternetChecksum.finish(InternetChecksum.partialSum(null, frame + start, length - start));
        // A UDP checksum of zero would say that there is none (RFC 768); to TCP, both forms of zero are right.
        Memory.putU16(null, frame + start + offset, checksum == 0 ? 0xFFFF : checksum);
        return true;
    }
}
