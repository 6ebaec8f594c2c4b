package org.firsthop.node.dissect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.firsthop.core.drop.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * A packet taken apart: its layers from the outermost inwards, each with the values of its fields.
 *
 * <p>It refers to the octets it was made from, and is good until they change.
 */
public final class DissectedPacket {
    private final long number;
    private final double relativeSeconds;
    private final long length;
    private final List<Layer> layers = new ArrayList<>();
    private final List<String> protocols = new ArrayList<>();
    private String source = "";
    private String destination = "";
    private String protocol = "";
    private String info = "";
    private @Nullable MissingOctets missing;
    private DropReason dropReason = DropReason.NONE;

    /**
     * A packet without layers.
     *
     * @param number in the capture, from 1.
     * @param relativeSeconds since the first packet of the capture.
     * @param length on the wire.
     */
    public DissectedPacket(final long number, final double relativeSeconds, final long length) {
        this.number = number;
        this.relativeSeconds = relativeSeconds;
        this.length = length;
    }

    /** {@return the number in the capture, from 1} */
    public long number() {
        return number;
    }

    /** {@return seconds since the first packet of the capture} */
    public double relativeSeconds() {
        return relativeSeconds;
    }

    /** {@return octets on the wire} */
    public long length() {
        return length;
    }

    /** {@return the layers, the outermost first, unmodifiable} */
    public List<Layer> layers() {
        return Collections.unmodifiableList(layers);
    }

    void add(final Layer layer) {
        layers.add(layer);
    }

    /** {@return the protocols met, as {@code frame.protocols} names them, unmodifiable} */
    public List<String> protocols() {
        return Collections.unmodifiableList(protocols);
    }

    void addProtocol(final String name) {
        protocols.add(name);
    }

    void removeProtocol() {
        protocols.remove(protocols.size() - 1);
    }

    /** {@return where the packet comes from: the innermost address, or nothing} */
    public String source() {
        return source;
    }

    /** {@return where the packet goes to: the innermost address, or nothing} */
    public String destination() {
        return destination;
    }

    void addresses(final String from, final String to) {
        source = from;
        destination = to;
    }

    /** {@return the protocol in a word} */
    public String protocol() {
        return protocol;
    }

    /** {@return what matters of it} */
    public String info() {
        return info;
    }

    void summary(final String name, final String text) {
        protocol = name;
        info = text;
    }

    /**
     * What the packet lacks.
     *
     * @return {@code null} when every layer was all there; otherwise its message says whether the packet was cut when it
     *     was captured or is malformed.
     */
    public @Nullable MissingOctets missing() {
        return missing;
    }

    /**
     * Notes that a layer had fewer octets than it says.
     *
     * @param what kind of lack; the first counts.
     */
    public void missing(final MissingOctets what) {
        if (missing == null) {
            missing = what;
        }
    }

    /** {@return why a router would drop the packet, or {@link DropReason#NONE}} */
    public DropReason dropReason() {
        return dropReason;
    }

    /**
     * Sets why a router would drop the packet.
     *
     * @param reason to drop it, or {@link DropReason#NONE}.
     */
    public void dropReason(final DropReason reason) {
        dropReason = reason;
    }
}
