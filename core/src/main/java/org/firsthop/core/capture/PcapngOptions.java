package org.firsthop.core.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/**
 * The options at the end of a pcapng block, walked one by one: a code, a length, a value padded to 4 octets
 * (draft-ietf-opsawg-pcapng, "Options"). Offsets are relative to the block.
 */
final class PcapngOptions {
    static final int OPT_ENDOFOPT = 0;
    static final int OPT_COMMENT = 1;
    static final int IF_NAME = 2;
    static final int IF_TSRESOL = 9;
    static final int IF_FCSLEN = 13;
    static final int IF_TSOFFSET = 14;
    static final int EPB_FLAGS = 2;
    static final int EPB_DROPCOUNT = 4;
    static final int PACK_FLAGS = 2;

    /** A code that no option has. */
    static final int NO_OPTION = -1;

    static final int HEADER_LENGTH = 4;

    private final CaptureInput input;
    private int position;
    private int limit;
    private int code;
    private int valueOffset;
    private int length;

    PcapngOptions(final CaptureInput input) {
        this.input = input;
    }

    /** Rounds a length up to a multiple of 4. */
    static int padded(final int length) {
        return (length + 3) & ~3;
    }

    void begin(final int start, final int end) {
        position = start;
        limit = end;
    }

    /** Moves to the next option; {@code false} after the last, whether or not opt_endofopt marks it. */
    boolean next() throws IOException {
        if (limit - position < HEADER_LENGTH) {
            return false;
        }
        code = input.u16(position);
        length = input.u16(position + 2);
        valueOffset = position + HEADER_LENGTH;
        if (code == OPT_ENDOFOPT) {
            position = limit;
            return false;
        }
        if (length > limit - valueOffset) {
            throw input.malformed(
                    position + 2,
                    "length of option " + code + ": value=" + length + ", limit=" + (limit - valueOffset)
                            + " in this block");
        }
        position = valueOffset + padded(length);
        return true;
    }

    int code() {
        return code;
    }

    int length() {
        return length;
    }

    int valueOffset() {
        return valueOffset;
    }

    /** The value as text; some writers end it with NUL, which is not part of it. */
    String text() {
        int textLength = length;
        while (textLength > 0 && input.u8(valueOffset + textLength - 1) == 0) {
            textLength--;
        }
        final byte[] text = new byte[textLength];
        input.buffer().getBytes(input.index(valueOffset), text);
        return new String(text, UTF_8);
    }

    void requireLength(final String name, final int expected) throws IOException {
        if (length != expected) {
            throw input.malformed(
                    valueOffset - 2, "length of " + name + ": value=" + length + ", expected " + expected);
        }
    }
}
