package org.firsthop.node.dissect.protocol;

/** Wireshark's verdicts on a checksum, the values of the fields {@code *.checksum.status}. */
final class ChecksumStatus {
    static final int BAD = 0;
    static final int GOOD = 1;
    static final int UNVERIFIED = 2;
    static final int ABSENT = 3;
    static final int ILLEGAL = 4;

    private ChecksumStatus() {}

    static int of(final boolean valid) {
        return valid ? GOOD : BAD;
    }
}
