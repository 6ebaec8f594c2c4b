package org.firsthop.dns.zone;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.firsthop.dns.rdata.MasterLexer;

/**
 * The numbers of a {@code $GENERATE}, and what they do to its line: {@code $} is the number, <code>${offset,width,base}</code>
 * the number shifted, padded with zeros and in base d, o, x or X; {@code \$} and {@code $$} are a dollar sign.
 */
record GenerateRange(long start, long end, long step) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})-(\\d{1,9})(?:/(\\d{1,9}))?");
    private static final Pattern MODIFIER = Pattern.compile("(-?\\d{1,9})(?:,(\\d{1,3}))?(?:,([doxX]))?");

    /** Reads the current token as a range. */
    static GenerateRange parse(final MasterLexer lexer, final int maxGenerated) {
        final String text = lexer.tokenText();
        final Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            throw lexer.error("'" + text + "' is no range such as 1-10 or 1-10/2");
        }
        final long start = Long.parseLong(matcher.group(1));
        final long end = Long.parseLong(matcher.group(2));
        final long step = matcher.group(3) == null ? 1 : Long.parseLong(matcher.group(3));
        if (start > end || step == 0) {
            throw lexer.error("'" + text + "' is no range such as 1-10 or 1-10/2");
        }
        final long count = (end - start) / step + 1;
        if (count > maxGenerated) {
            throw lexer.error("$GENERATE makes " + count + " records, limit=" + maxGenerated);
        }
        return new GenerateRange(start, end, step);
    }

    /** The line for one number. */
    static String expand(final MasterLexer lexer, final CharSequence line, final long value) {
        final StringBuilder expanded = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            final char character = line.charAt(i);
            final char next = i + 1 < line.length() ? line.charAt(i + 1) : ' ';
            if (character == '\\' || (character == '$' && next == '$')) {
                expanded.append(character == '$' || next == '$' ? "\\$" : "" + character + next);
                i++;
            } else if (character == '$' && next == '{') {
                final int close = line.toString().indexOf('}', i);
                final Matcher modifier = MODIFIER.matcher(close < 0 ? "" : line.subSequence(i + 2, close));
                if (!modifier.matches()) {
                    throw lexer.error("'" + line + "' has no ${offset,width,base} at character " + (i + 1));
                }
                expanded.append(format(modifier, value));
                i = close;
            } else if (character == '$') {
                expanded.append(value);
            } else {
                expanded.append(character);
            }
        }
        return expanded.toString();
    }

    private static String format(final Matcher modifier, final long value) {
        final String width = modifier.group(2) == null || "0".equals(modifier.group(2)) ? "" : "0" + modifier.group(2);
        final String base = modifier.group(3) == null ? "d" : modifier.group(3);
        return String.format(Locale.ROOT, "%" + width + base, value + Long.parseLong(modifier.group(1)));
    }
}
