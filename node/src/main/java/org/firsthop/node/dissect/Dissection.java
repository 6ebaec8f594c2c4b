package org.firsthop.node.dissect;

import org.jspecify.annotations.Nullable;

/**
 * The dissection of one packet while it goes on: what the layers met so far have to tell those to come.
 *
 * <p>Not thread-safe.
 */
public final class Dissection {
    /** How deep layers may nest; the rest of a packet that goes deeper is data. */
    private static final int MAX_LAYERS = 500;

    private final DissectedPacket packet;
    private final Conversations conversations;
    private @Nullable NetworkHeader network;
    private boolean inErrorMessage;
    private boolean inRedirect;

    /**
     * Begins a dissection.
     *
     * @param packet to add layers to.
     * @param conversations of the capture up to this packet.
     */
    public Dissection(final DissectedPacket packet, final Conversations conversations) {
        this.packet = packet;
        this.conversations = conversations;
    }

    /** {@return the packet} */
    public DissectedPacket packet() {
        return packet;
    }

    /** {@return the conversations of the capture up to this packet} */
    public Conversations conversations() {
        return conversations;
    }

    /**
     * Begins a layer.
     *
     * @param protocol of the layer.
     * @param slice that begins with its header.
     * @return the layer, with no items.
     */
    public Layer enter(final Protocol protocol, final Slice slice) {
        note(protocol.name());
        final Layer layer = new Layer(protocol, slice);
        packet.add(layer);
        return layer;
    }

    /**
     * Begins a layer that {@code frame.protocols} does not tell: the one about the packet as a whole, and a further message of
     * a protocol that has several in a packet.
     *
     * @param protocol of the layer.
     * @param slice of the layer.
     * @return the layer, with no items.
     */
    public Layer layer(final Protocol protocol, final Slice slice) {
        final Layer layer = new Layer(protocol, slice);
        packet.add(layer);
        return layer;
    }

    /**
     * Notes a protocol that has no layer of its own, for {@code frame.protocols}.
     *
     * @param protocol name of the protocol.
     */
    public void note(final String protocol) {
        packet.addProtocol(protocol);
    }

    /** Takes back the protocol noted last: the packet turned out not to be of it. */
    public void retract() {
        packet.removeProtocol();
    }

    /**
     * Takes back the protocol noted last if it is quoted in an ICMP error and none of its octets are.
     *
     * @param lack of octets that ended the dissection.
     */
    public void retractQuotation(final MissingOctets lack) {
        final int count = packet.layers().size();
        if (inErrorMessage
                && !lack.isCut()
                && count > 0
                && packet.layers().get(count - 1).items().isEmpty()) {
            retract();
        }
    }

    /** {@return whether so many layers are nested that the rest should be left as data} */
    public boolean isTooDeep() {
        return packet.layers().size() >= MAX_LAYERS;
    }

    /** {@return the innermost network header met so far, or {@code null}} */
    public @Nullable NetworkHeader network() {
        return network;
    }

    /**
     * Sets the innermost network header.
     *
     * @param header that what follows is carried in, or {@code null}.
     */
    public void network(final @Nullable NetworkHeader header) {
        network = header;
    }

    /** {@return whether what is dissected now is quoted in an ICMP error} */
    public boolean isInErrorMessage() {
        return inErrorMessage;
    }

    /**
     * Sets whether what is dissected now is quoted in an ICMP error.
     *
     * @param value whether it is.
     */
    public void inErrorMessage(final boolean value) {
        inErrorMessage = value;
    }

    /** {@return whether what is dissected now is the packet that an ICMP Redirect quotes} */
    public boolean isInRedirect() {
        return inRedirect;
    }

    /**
     * Sets whether what is dissected now is the packet that an ICMP Redirect quotes.
     *
     * @param value whether it is.
     */
    public void inRedirect(final boolean value) {
        inRedirect = value;
    }

    /**
     * Says, for the line that sums up the packet, what it is; a deeper layer says it better and has the last word, unless
     * it is quoted in an ICMP error.
     *
     * @param protocol in a word, such as {@code TCP}.
     * @param info what matters of it.
     */
    public void summarize(final String protocol, final String info) {
        if (!inErrorMessage) {
            packet.summary(protocol, info);
        }
    }

    /**
     * Says, for the line that sums up the packet, where it comes from and goes to.
     *
     * @param source address as text.
     * @param destination address as text.
     */
    public void addresses(final String source, final String destination) {
        if (!inErrorMessage) {
            packet.addresses(source, destination);
        }
    }
}
