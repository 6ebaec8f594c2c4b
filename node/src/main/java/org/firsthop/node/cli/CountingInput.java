package org.firsthop.node.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that knows how far it was read, for progress bars. */
final class CountingInput extends FilterInputStream {
    private long count;

    CountingInput(final InputStream in) {
        super(in);
    }

    /** Octets read so far. */
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        final int octet = super.read();
        count += octet < 0 ? 0 : 1;
        return octet;
    }

    @Override
    public int read(final byte[] octets, final int offset, final int length) throws IOException {
        final int read = super.read(octets, offset, length);
        count += Math.max(0, read);
        return read;
    }
}
