package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where a command reads and writes, and what is at the other end.
 *
 * <p>One thread at a time.
 */
public final class Console {
    private static final int BUFFER_SIZE = 64 * 1024;

    /** What the C library calls a pipe without a reader, and a stream that the caller had closed before we began. */
    private static final Set<String> CLOSED = Set.of("Broken pipe", "Bad file descriptor", "Stream Closed");

    private final InputStream in;
    private final Writer out;
    private final PrintStream err;
    private final boolean outTerminal;
    private final boolean errTerminal;

    private Console(
            final InputStream in,
            final OutputStream out,
            final OutputStream err,
            final boolean outTerminal,
            final boolean errTerminal) {
        this.in = in;
        this.out = new BufferedWriter(new OutputStreamWriter(new ClosingOutput(out), UTF_8), BUFFER_SIZE);
        this.err = new PrintStream(err, true, UTF_8);
        this.outTerminal = outTerminal;
        this.errTerminal = errTerminal;
    }

    /** {@return the console of this process} */
    public static Console system() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                isTerminal(1),
                isTerminal(2));
    }

    /**
     * A console over streams that are no terminal, as tests use it.
     *
     * @param in read by commands that read stdin.
     * @param out gets the results, in UTF-8.
     * @param err gets the complaints, in UTF-8.
     * @return the console.
     */
    public static Console of(final InputStream in, final OutputStream out, final OutputStream err) {
        return new Console(in, out, err, false, false);
    }

    /** {@return stdin, not buffered} */
    public InputStream in() {
        return in;
    }

    /**
     * Stdout: buffered, UTF-8. A write throws {@link ClosedOutputException} when nobody reads it any more.
     *
     * @return the writer; {@link Firsthop} flushes it when the command is done.
     */
    public Writer out() {
        return out;
    }

    /** {@return stderr, UTF-8} */
    public PrintStream err() {
        return err;
    }

    /** {@return whether stdout may have colours: it is a terminal, and the environment does not say otherwise} */
    public boolean isColoured() {
        return outTerminal && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    }

    /** {@return whether stderr is a terminal, where a progress bar makes sense} */
    public boolean isErrTerminal() {
        return errTerminal;
    }

    /**
     * Whether a file descriptor of this process is a terminal. The kernel's name for it tells, without native code; where
     * there is no {@code /proc} the answer is no.
     */
    private static boolean isTerminal(final int descriptor) {
        try {
            final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (final IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Tells a closed output from other failures to write. */
    private static final class ClosingOutput extends OutputStream {
        private final OutputStream out;

        ClosingOutput(final OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(final int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(final byte[] octets, final int offset, final int length) throws IOException {
            try {
                out.write(octets, offset, length);
            } catch (final IOException e) {
                throw CLOSED.contains(String.valueOf(e.getMessage())) ? new ClosedOutputException(e) : e;
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
