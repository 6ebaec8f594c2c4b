package org.firsthop.core.capture;

import java.io.IOException;

/**
 * A file is no capture: the message names the file, the offset and what was expected.
 *
 * <p>A capture that ends too early or contradicts its format is not an error of this kind; see
 * {@link CaptureReader#damage()}.
 */
public final class CaptureFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The name that the capture was opened under. */
    private final String file;

    /** Where the octets at fault begin. */
    private final long offset;

    /** What was found and what was expected. */
    private final String problem;

    /**
     * An exception whose message is {@code file: offset N: problem}.
     *
     * @param file the name that the capture was opened under.
     * @param offset of the octets at fault, from the first octet of the (decompressed) capture.
     * @param problem what was found and what was expected, without a final period.
     */
    public CaptureFormatException(final String file, final long offset, final String problem) {
        super(file + ": offset " + offset + ": " + problem);
        this.file = file;
        this.offset = offset;
        this.problem = problem;
    }

    /** {@return the name that the capture was opened under} */
    public String file() {
        return file;
    }

    /** {@return where the octets at fault begin, from the first octet of the (decompressed) capture} */
    public long offset() {
        return offset;
    }

    /** {@return what was found and what was expected, without file and offset} */
    public String problem() {
        return problem;
    }
}
