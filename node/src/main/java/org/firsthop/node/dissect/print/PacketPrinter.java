package org.firsthop.node.dissect.print;

import java.io.IOException;
import org.firsthop.node.dissect.DissectedPacket;

/** Writes dissected packets, one after another, to where its constructor was told. */
public interface PacketPrinter {
    /**
     * Writes what stands before the first packet.
     *
     * @throws IOException when writing fails.
     */
    default void begin() throws IOException {}

    /**
     * Writes a packet.
     *
     * @param packet to write.
     * @throws IOException when writing fails.
     */
    void print(DissectedPacket packet) throws IOException;

    /**
     * Writes what stands after the last packet.
     *
     * @throws IOException when writing fails.
     */
    default void end() throws IOException {}
}
