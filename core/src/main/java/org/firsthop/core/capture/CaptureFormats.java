package org.firsthop.core.capture;

import java.io.IOException;
import java.io.InputStream;

/** Tells the formats apart by their first four octets. */
final class CaptureFormats {
    static final int MAGIC_LENGTH = 4;

    private CaptureFormats() {}

    static CaptureReader open(final String name, final InputStream source, final CaptureLimits limits)
            throws IOException {
        try {
            final CaptureInput input = new CaptureInput(name, source);
            if (!input.require(MAGIC_LENGTH)) {
                throw input.malformed(
                        0,
                        input.available() == 0
                                ? "the file is empty; expected a pcap or pcapng capture"
                                : "the file has " + input.available() + " octets; expected a pcap or pcapng capture");
            }
            final int magic = input.i32(0);
            final PcapVariant variant = PcapVariant.ofMagic(magic);
            if (variant == null && magic != PcapngReader.SECTION_HEADER_BLOCK) {
                throw input.malformed(
                        0, String.format("found magic %08x; expected that of a pcap or pcapng capture", magic));
            }
            final AbstractCaptureReader reader =
                    variant == null ? new PcapngReader(input, limits) : new PcapReader(input, variant, limits);
            reader.begin();
            return reader;
        } catch (final IOException | RuntimeException e) {
            try {
                source.close();
            } catch (final IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }
}
