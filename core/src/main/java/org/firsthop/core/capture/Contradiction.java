package org.firsthop.core.capture;

/**
 * Where a capture says what its format does not allow, or asks for more than {@link CaptureLimits} grant, so that nobody
 * knows where its next packet would be. The packets before it are whole and were delivered.
 *
 * @param file the name that the capture was opened under.
 * @param offset of the octets at fault, from the first octet of the (decompressed) capture.
 * @param problem what was found and what was expected, without a final period.
 */
public record Contradiction(String file, long offset, String problem) implements CaptureDamage {
    @Override
    public String message() {
        return file + ": offset " + offset + ": " + problem + "; the file is damaged and is read up to here";
    }
}
