package org.firsthop.node.netlink;

import org.agrona.DirectBuffer;

/**
 * A next hop object as the kernel tells it ({@code RTM_NEWNEXTHOP}, {@code RTM_DELNEXTHOP}), decoded into fields.
 *
 * <pre>
 *   0 family   1 scope   2 protocol   4 flags (32 bits)          group entry   0 id (32 bits)   4 weight − 1   6 the same, high
 * </pre>
 */
public final class NextHopMessage {
    private static final int LENGTH = 8;
    private static final int ID = 1;
    private static final int GROUP = 2;
    private static final int BLACKHOLE = 4;
    private static final int OUTPUT_INTERFACE = 5;
    private static final int GATEWAY = 6;
    private static final int GROUP_ENTRY_LENGTH = 8;

    private final Attributes attributes = new Attributes();
    private final PathList path = new PathList();
    private final int[] members = new int[PathList.MAX_PATHS];
    private final int[] weights = new int[PathList.MAX_PATHS];
    private int memberCount;
    private int id;
    private boolean isBlackhole;

    /** A decoder. */
    public NextHopMessage() {}

    /**
     * Decodes the present message of a reader.
     *
     * @param reader at a message of a next hop object.
     * @return whether it holds together; else the fields have no meaning.
     */
    public boolean decode(final NetlinkReader reader) {
        final DirectBuffer buffer = reader.buffer();
        final int offset = reader.payload();
        if (reader.payloadLength() < LENGTH) {
            return false;
        }
        final int family = buffer.getByte(offset) & 0xFF;
        id = 0;
        memberCount = 0;
        isBlackhole = false;
        path.clear();
        path.add(0, 1, buffer.getInt(offset + 4) & 0xFF);
        boolean isWhole = true;
        attributes.wrap(buffer, offset + LENGTH, reader.payloadLength() - LENGTH);
        while (attributes.next()) {
            switch (attributes.type()) {
                case ID -> id = attributes.number();
                case GROUP -> isWhole &= readGroup(buffer);
                case BLACKHOLE -> isBlackhole = true;
                case OUTPUT_INTERFACE -> path.interfaceIndex(0, attributes.number());
                case GATEWAY -> path.gateway(0, family, attributes.high(family), attributes.low(family));
                default -> {
                    // Says nothing about where packets go.
                }
            }
        }
        return isWhole && id != 0 && !attributes.isDamaged();
    }

    private boolean readGroup(final DirectBuffer buffer) {
        final int count = attributes.length() / GROUP_ENTRY_LENGTH;
        if (count > members.length || count * GROUP_ENTRY_LENGTH != attributes.length()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            final int entry = attributes.value() + i * GROUP_ENTRY_LENGTH;
            members[i] = buffer.getInt(entry);
            weights[i] = ((buffer.getByte(entry + 4) & 0xFF) | (buffer.getByte(entry + 5) & 0xFF) << 8) + 1;
        }
        memberCount = count;
        return true;
    }

    /** {@return the number of the object, not 0} */
    public int id() {
        return id;
    }

    /** {@return how many others a group consists of, 0 when it is none} */
    public int memberCount() {
        return memberCount;
    }

    /**
     * A member of a group.
     *
     * @param member 0 to {@link #memberCount()} − 1.
     * @return the number of the member's object.
     */
    public int member(final int member) {
        return members[member];
    }

    /**
     * The share of flows of a member.
     *
     * @param member 0 to {@link #memberCount()} − 1.
     * @return 1 to 65,536.
     */
    public int weight(final int member) {
        return weights[member];
    }

    /** {@return whether packets are dropped without a word} */
    public boolean isBlackhole() {
        return isBlackhole;
    }

    /** {@return the one path of an object that is no group} */
    public PathList path() {
        return path;
    }
}
