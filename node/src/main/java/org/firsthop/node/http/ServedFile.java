package org.firsthop.node.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which file of a folder a request target names: percent-decoded, and none outside the folder. */
final class ServedFile {
    private static final String INDEX = "index.html";

    private ServedFile() {}

    /**
     * Finds the file.
     *
     * @param root the folder's real path.
     * @param target origin-form or absolute-form (RFC 9112 section 3.2).
     * @return a regular file below the folder; {@code null} when there is none.
     * @throws HttpException when the target is none.
     */
    static @Nullable Path find(final Path root, final String target) throws HttpException {
        final String decoded = decode(path(target));
        if (decoded.indexOf('\0') >= 0) {
            throw new HttpException(400, "a NUL in the target");
        }
        try {
            Path file = root.resolve(decoded.replaceFirst("^/+", "")).normalize();
            if (!file.startsWith(root)) {
                return null;
            }
            if (Files.isDirectory(file)) {
                file = file.resolve(INDEX);
            } else if (decoded.endsWith("/")) {
                return null;
            }
            // A symbolic link may lead out.
            final Path real = file.toRealPath();
            return real.startsWith(root) && Files.isRegularFile(real) ? real : null;
        } catch (final InvalidPathException | IOException e) {
            return null; // No file can have this name, or none has it.
        }
    }

    private static String path(final String target) throws HttpException {
        String path = target;
        if (path.regionMatches(true, 0, "http://", 0, 7)) {
            final int slash = path.indexOf('/', 7);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        if (!path.startsWith("/")) {
            throw new HttpException(400, "a target that is no path");
        }
        final int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    private static String decode(final String path) throws HttpException {
        final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            final char c = path.charAt(i);
            if (c == '%') {
                final int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
                final int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new HttpException(400, "a percent sign without two digits");
                }
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.write(c);
            }
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (final CharacterCodingException e) {
            throw new HttpException(400, "a target that is not UTF-8");
        }
    }
}
