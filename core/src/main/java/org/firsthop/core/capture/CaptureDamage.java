package org.firsthop.core.capture;

/**
 * Why a capture gives no more packets although it has not ended well: a {@link Truncation}, or a {@link Contradiction}. The
 * packets before it are whole and were delivered.
 */
public sealed interface CaptureDamage permits Truncation, Contradiction {
    /** {@return the name that the capture was opened under} */
    String file();

    /** {@return where the damage is, from the first octet of the (decompressed) capture} */
    long offset();

    /** {@return a sentence for the user: file, offset, what was expected and what is there} */
    String message();
}
