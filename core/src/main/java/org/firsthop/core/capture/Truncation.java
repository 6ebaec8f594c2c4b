package org.firsthop.core.capture;

/**
 * Where and how a capture ended too early: inside a record or block. The packets before it are whole and were delivered.
 *
 * @param file the name that the capture was opened under.
 * @param offset where the record or block begins that is not all there, from the first octet of the (decompressed) capture.
 * @param expectedLength octets from there on that its header, or the least header, calls for.
 * @param presentLength octets from there on that are there, fewer than expected.
 * @param compressed whether it is the compressed stream around the capture that ends early.
 */
public record Truncation(String file, long offset, long expectedLength, long presentLength, boolean compressed)
        implements CaptureDamage {
    @Override
    public String message() {
        return file + ": offset " + offset + ": the file is cut short: expected " + expectedLength
                + " octets from here on, found " + presentLength
                + (compressed ? " (the gzip stream ends early)" : "")
                + "; all packets before are whole";
    }
}
