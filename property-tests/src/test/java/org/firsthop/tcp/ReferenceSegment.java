package org.firsthop.tcp;

/** A segment as the reference sees it: sequence numbers are 0 to 2^32 − 1 in a {@code long}. */
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

    @Override
    public String toString() {
        return (syn ? "S" : "") + (fin ? "F" : "") + (rst ? "R" : "") + (ackBit ? "." : "") + " seq=" + seq + " ack="
                + ack + " len=" + dataLength + " win=" + window + (hasTimestamps ? " ts=" + tsVal : "");
    }
}
