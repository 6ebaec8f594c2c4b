package org.firsthop.dns.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class MessageNamesTest {
    /** The figure of RFC 1035 section 4.1.4: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92. */
    private static final byte[] RFC_1035_FIGURE = rfc1035Figure();

    private final UnsafeBuffer destination = new UnsafeBuffer(new byte[WireName.CAPACITY]);
    private final NameValidator validator = new NameValidator();

    private static byte[] rfc1035Figure() {
        final byte[] message = new byte[93];
        place(message, 20, "014603495349044152504100");
        place(message, 40, "03464f4fc014");
        place(message, 64, "c01a");
        return message;
    }

    private static void place(final byte[] message, final int position, final String hex) {
        final byte[] octets = HexFormat.of().parseHex(hex);
        System.arraycopy(octets, 0, message, position, octets.length);
    }

    private static byte[] message(final String hexAfterHeader) {
        final byte[] octets = HexFormat.of().parseHex(hexAfterHeader);
        final byte[] message = new byte[12 + octets.length];
        System.arraycopy(octets, 0, message, 12, octets.length);
        return message;
    }

    private int copy(final byte[] message, final int position) {
        Arrays.fill(destination.byteArray(), (byte) 0xA5);
        final long address = new UnsafeBuffer(message).addressOffset();
        final int length = MessageNames.copy(
                message, address, message.length, position, destination.byteArray(), destination.addressOffset());
        assertEquals(length, MessageNames.length(message, address, message.length, position));
        validator.begin();
        final int end = validator.validate(message, address, message.length, position);
        assertEquals(length > 0, end > 0, "the validator agrees");
        if (length > 0) {
            assertEquals(length, validator.nameLength());
            assertEquals(MessageNames.skip(message, address, message.length, position), end);
        }
        return length;
    }

    private String text(final byte[] message, final int position) {
        assertTrue(copy(message, position) > 0);
        return DomainName.ofWire(destination.byteArray(), destination.addressOffset())
                .toString();
    }

    @Test
    void shouldReadTheFigureOfRfc1035() {
        assertEquals("F.ISI.ARPA.", text(RFC_1035_FIGURE, 20));
        assertEquals("FOO.F.ISI.ARPA.", text(RFC_1035_FIGURE, 40));
        assertEquals("ARPA.", text(RFC_1035_FIGURE, 64));
        assertEquals(".", text(RFC_1035_FIGURE, 92));
    }

    @Test
    void shouldEndInPlaceAfterTheFirstPointer() {
        final long address = new UnsafeBuffer(RFC_1035_FIGURE).addressOffset();
        assertEquals(46, MessageNames.skip(RFC_1035_FIGURE, address, RFC_1035_FIGURE.length, 40));
        assertEquals(66, MessageNames.skip(RFC_1035_FIGURE, address, RFC_1035_FIGURE.length, 64));
    }

    @Test
    void shouldRefuseLabelTypesThatAreNotInUse() {
        assertEquals(MessageNames.BAD_LABEL, copy(message("40610000"), 12));
        assertEquals(MessageNames.BAD_LABEL, copy(message("80610000"), 12));
        assertEquals(MessageNames.BAD_LABEL, copy(message("bf610000"), 12));
    }

    @Test
    void shouldRefuseNameLongerThan255Octets() {
        final String label = "3f" + "61".repeat(63);
        final String longest = label.repeat(3) + "3d" + "61".repeat(61) + "00";
        assertEquals(255, copy(message(longest), 12));
        assertEquals(MessageNames.TOO_LONG, copy(message(label.repeat(3) + "3e" + "61".repeat(62) + "00"), 12));
        assertEquals(MessageNames.TOO_LONG, copy(message(longest + "0161c00c"), 12 + 255), "counted through a pointer");
    }

    @Test
    void shouldRefusePointersThatDoNotLeadStrictlyBackward() {
        assertEquals(MessageNames.BAD_POINTER, copy(message("c00c"), 12), "to itself");
        assertEquals(MessageNames.BAD_POINTER, copy(message("c00e016100"), 12), "forward");
        assertEquals(MessageNames.BAD_POINTER, copy(message("0161c00c"), 12), "to the run's own start");
        assertEquals(MessageNames.BAD_POINTER, copy(message("016100" + "c000"), 15), "into the header");
        assertEquals(MessageNames.BAD_POINTER, copy(message("0161c00e" + "c00c"), 16), "a pointer to a bad name");
    }

    @Test
    void shouldRefuseNameThatRunsPastTheEnd() {
        assertEquals(MessageNames.TRUNCATED, copy(message("0361"), 12));
        assertEquals(MessageNames.TRUNCATED, copy(message("0161"), 12));
        assertEquals(MessageNames.TRUNCATED, copy(message("0161c0"), 12));
    }

    @Test
    void shouldFollowAtMost126Pointers() {
        final StringBuilder hex = new StringBuilder("016100");
        for (int i = 0; i < 127; i++) {
            hex.append("%04x".formatted(0xC000 | (i == 0 ? 12 : 15 + (i - 1) * 2)));
        }
        final byte[] message = message(hex.toString());
        assertEquals(3, copy(message, 15 + 125 * 2), "the 126th pointer");
        assertEquals(MessageNames.BAD_POINTER, copy(message, 15 + 126 * 2), "the 127th pointer");
    }

    @Test
    void shouldRememberTheLimitOfPointers() {
        final StringBuilder hex = new StringBuilder("016100");
        for (int i = 0; i < 127; i++) {
            hex.append("%04x".formatted(0xC000 | (i == 0 ? 12 : 15 + (i - 1) * 2)));
        }
        final byte[] message = message(hex.toString());
        final long address = new UnsafeBuffer(message).addressOffset();
        validator.begin();
        for (int i = 0; i < 126; i++) {
            assertEquals(17 + i * 2, validator.validate(message, address, message.length, 15 + i * 2));
        }
        assertEquals(MessageNames.BAD_POINTER, validator.validate(message, address, message.length, 15 + 126 * 2));
    }

    @Test
    void shouldNotLetWhatIsRememberedHideAPointerForward() {
        // At 12 a label that ends at 18, at 18 a pointer to 14: valid from 18, but not for the run that begins at 12.
        final byte[] message = message("05" + "0161000000" + "c00d" + "c012");
        final long address = new UnsafeBuffer(message).addressOffset();
        validator.begin();
        assertEquals(20, validator.validate(message, address, message.length, 18));
        assertEquals(22, validator.validate(message, address, message.length, 20));
        assertEquals(MessageNames.BAD_POINTER, validator.validate(message, address, message.length, 12));
        assertEquals(MessageNames.BAD_POINTER, MessageNames.length(message, address, message.length, 12));
    }

    @Test
    void shouldCompareWithoutRegardToCase() {
        final DomainName name = DomainName.of("foo.F.isi.arpa");
        final long address = new UnsafeBuffer(RFC_1035_FIGURE).addressOffset();
        final int limit = RFC_1035_FIGURE.length;
        assertTrue(MessageNames.equalsIgnoreCase(
                RFC_1035_FIGURE, address, limit, 40, name.base(), name.address(), name.length()));
        assertFalse(MessageNames.equalsExactly(
                RFC_1035_FIGURE, address, limit, 40, name.base(), name.address(), name.length()));
        final DomainName parent = name.parent();
        assertFalse(MessageNames.equalsIgnoreCase(
                RFC_1035_FIGURE, address, limit, 40, parent.base(), parent.address(), parent.length()));
        final DomainName upper = DomainName.of("FOO.F.ISI.ARPA");
        assertTrue(MessageNames.equalsExactly(
                RFC_1035_FIGURE, address, limit, 40, upper.base(), upper.address(), upper.length()));
    }

    @Test
    void shouldFoldToLowerCaseButKeepEveryOtherOctet() {
        final byte[] message = message("0441" + "5b40c100" + "00");
        final long address = new UnsafeBuffer(message).addressOffset();
        final int length = MessageNames.copyFolded(
                message, address, message.length, 12, destination.byteArray(), destination.addressOffset());
        assertEquals(6, length);
        assertEquals("04615b40c100", HexFormat.of().formatHex(destination.byteArray(), 0, 6));
    }
}
