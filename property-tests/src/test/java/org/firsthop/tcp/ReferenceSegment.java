package org.firsthop.tcp;

import static org.firsthop.tcp.ReferenceSequence.less;
import static org.firsthop.tcp.ReferenceSequence.mod;
import static org.firsthop.tcp.ReferenceSequence.within;

/** A segment as the reference sees it, and what of it a window takes; numbers are those of {@link ReferenceSequence}. */
final class ReferenceSegment {
    long seq;
    long ack;
    boolean syn;
    boolean fin;
    boolean rst;
    boolean ackBit;
    int dataLength;
    int window;
    boolean hasTimestamps;
    long tsVal;
    boolean hasWindowScale;
    int windowScale;
    boolean hasSackPermitted;

    long length() {
        return dataLength + (syn ? 1 : 0) + (fin ? 1 : 0);
    }

    /** The four cases of section 3.4. */
    boolean isAcceptable(final long rcvNxt, final long rcvWnd) {
        final long length = length();
        if (length == 0 && rcvWnd == 0) {
            return seq == rcvNxt;
        }
        if (length == 0) {
            return within(seq, rcvNxt, rcvWnd);
        }
        if (rcvWnd == 0) {
            return false;
        }
        return within(seq, rcvNxt, rcvWnd) || within(mod(seq + length - 1), rcvNxt, rcvWnd);
    }

    /** What of this segment lies in the window: "trimming off any portions that lie outside the window". */
    ReferenceSegment trimmed(final long rcvNxt, final long rcvWnd) {
        final ReferenceSegment inside = new ReferenceSegment();
        inside.ackBit = ackBit;
        inside.ack = ack;
        inside.window = window;
        inside.rst = rst;
        inside.hasTimestamps = hasTimestamps;
        inside.tsVal = tsVal;
        final long dataBegin = mod(seq + (syn ? 1 : 0));
        long begin = -1;
        int count = 0;
        for (int i = 0; i < dataLength; i++) {
            final long octet = mod(dataBegin + i);
            if (within(octet, rcvNxt, rcvWnd)) {
                begin = begin < 0 ? octet : begin;
                count++;
            }
        }
        inside.dataLength = count;
        final long finAt = mod(dataBegin + dataLength);
        inside.fin = fin && within(finAt, rcvNxt, rcvWnd);
        if (count > 0) {
            inside.seq = begin;
        } else {
            inside.seq = inside.fin ? finAt : less(seq, rcvNxt) ? rcvNxt : seq;
        }
        return inside;
    }

    @Override
    public String toString() {
        return (syn ? "S" : "") + (fin ? "F" : "") + (rst ? "R" : "") + (ackBit ? "." : "") + " seq=" + seq + " ack="
                + ack + " len=" + dataLength + " win=" + window + (hasTimestamps ? " ts=" + tsVal : "");
    }
}
