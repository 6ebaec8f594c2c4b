package org.firsthop.dns.config;

/**
 * IPv4 addresses as {@code inet_aton} reads them: one to four numbers, decimal, octal with {@code 0} or hexadecimal with
 * {@code 0x} before; the last fills the octets that are left. Only resolv.conf has them so.
 */
final class InetAton {
    private static final int MAX_PARTS = 4;

    private InetAton() {}

    /** {@return the address, 0 to 4,294,967,295, or −1} */
    static long parse(final String text) {
        final String[] parts = text.split("\\.", -1);
        if (parts.length > MAX_PARTS) {
            return -1;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            final long value = number(parts[i]);
            final int octets = i < parts.length - 1 ? 1 : MAX_PARTS - i;
            if (value < 0 || value >= 1L << (8 * octets)) {
                return -1;
            }
            address = address << (8 * octets) | value;
        }
        return address;
    }

    private static long number(final String text) {
        int radix = 10;
        int from = 0;
        if (text.startsWith("0x") || text.startsWith("0X")) {
            radix = 16;
            from = 2;
        } else if (text.length() > 1 && text.charAt(0) == '0') {
            radix = 8;
            from = 1;
        }
        if (from == text.length()) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < text.length(); i++) {
            final int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0 || value > 0xFFFF_FFFFL) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
