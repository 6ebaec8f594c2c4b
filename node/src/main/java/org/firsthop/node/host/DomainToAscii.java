package org.firsthop.node.host;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Domain names in ASCII, as the URL standard wants them: UTS #46, not transitional.
 *
 * <p>{@link IDN} maps, checks and encodes by IDNA 2003, which differs in two letters that it replaces and UTS #46 keeps: ß and the
 * final sigma ς. Labels that have one of them are encoded here, after {@link IDN} has found nothing wrong with their likes.
 * Zero-width joiners are removed, as by IDNA 2003.
 */
final class DomainToAscii {
    private static final String PREFIX = "xn--";
    private static final String DOTS = "[.\u3002\uFF0E\uFF61]";
    private static final String SHARP_S = "ß";
    private static final char CAPITAL_SHARP_S = '\u1E9E';
    private static final String FINAL_SIGMA = "ς";

    // RFC 3492 section 5.
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 128;

    private DomainToAscii() {}

    /**
     * Maps and encodes a name.
     *
     * @throws IllegalArgumentException when it holds what no name may.
     */
    static String of(final String name) {
        final String[] labels = name.split(DOTS, -1);
        final StringBuilder ascii = new StringBuilder(name.length());
        for (int i = 0; i < labels.length; i++) {
            ascii.append(i == 0 ? "" : ".").append(labels[i].isEmpty() ? "" : label(labels[i]));
        }
        return ascii.toString();
    }

    private static String label(final String label) {
        final String ascii = IDN.toASCII(label, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        final String kept = label.replace(String.valueOf(CAPITAL_SHARP_S), SHARP_S);
        if (!kept.contains(SHARP_S) && !kept.contains(FINAL_SIGMA)) {
            return ascii;
        }
        // What is left when IDN has mapped the rest: each part between the two letters by itself.
        final StringBuilder mapped = new StringBuilder();
        int from = 0;
        for (int i = 0; i <= kept.length(); i++) {
            final boolean isKept = i < kept.length()
                    && (kept.charAt(i) == SHARP_S.charAt(0) || kept.charAt(i) == FINAL_SIGMA.charAt(0));
            if (isKept || i == kept.length()) {
                final String part = kept.substring(from, i);
                if (!part.isEmpty()) {
                    mapped.append(IDN.toUnicode(IDN.toASCII(part, IDN.ALLOW_UNASSIGNED), IDN.ALLOW_UNASSIGNED)
                            .toLowerCase(Locale.ROOT));
                }
                mapped.append(isKept ? kept.substring(i, i + 1) : "");
                from = i + 1;
            }
        }
        return PREFIX + punycode(Normalizer.normalize(mapped, Normalizer.Form.NFC));
    }

    /** RFC 3492 section 6.3, for a label that is not all ASCII. */
    static String punycode(final String label) {
        final int[] points = label.codePoints().toArray();
        final StringBuilder out = new StringBuilder();
        for (final int point : points) {
            if (point < INITIAL_N) {
                out.append((char) point);
            }
        }
        final int basic = out.length();
        if (basic > 0) {
            out.append('-');
        }
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        int handled = basic;
        while (handled < points.length) {
            int next = Integer.MAX_VALUE;
            for (final int point : points) {
                next = point >= n ? Math.min(next, point) : next;
            }
            delta = Math.addExact(delta, Math.multiplyExact(next - n, handled + 1));
            n = next;
            for (final int point : points) {
                if (point < n) {
                    delta = Math.addExact(delta, 1);
                } else if (point == n) {
                    appendInteger(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return out.toString();
    }

    private static void appendInteger(final StringBuilder out, final int value, final int bias) {
        int q = value;
        for (int k = BASE; ; k += BASE) {
            final int t = Math.min(T_MAX, Math.max(T_MIN, k - bias));
            if (q < t) {
                out.append(digit(q));
                return;
            }
            out.append(digit(t + (q - t) % (BASE - t)));
            q = (q - t) / (BASE - t);
        }
    }

    /** a to z are 0 to 25, 0 to 9 are 26 to 35. */
    private static char digit(final int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapt(final int difference, final int points, final boolean isFirst) {
        int delta = difference / (isFirst ? DAMP : 2);
        delta += delta / points;
        int k = 0;
        while (delta > (BASE - T_MIN) * T_MAX / 2) {
            delta /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
    }
}
