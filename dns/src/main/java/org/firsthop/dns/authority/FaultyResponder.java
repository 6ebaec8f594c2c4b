package org.firsthop.dns.authority;

import java.util.random.RandomGenerator;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * A server as simulations need it: it answers rightly, and then loses, delays, truncates or falsifies what it answered.
 *
 * <p>The same generator in the same state does the same. Not thread-safe; allocates nothing.
 */
public final class FaultyResponder {
    private final AuthoritativeResponder responder;
    private final RandomGenerator random;
    private final MessageFlyweight response = new MessageFlyweight();
    private Faults faults;
    private long delayNanos;

    /**
     * A server with faults.
     *
     * @param responder that answers rightly.
     * @param faults how often what goes wrong.
     * @param random that decides when.
     */
    public FaultyResponder(final AuthoritativeResponder responder, final Faults faults, final RandomGenerator random) {
        this.responder = responder;
        this.faults = faults;
        this.random = random;
    }

    /**
     * Changes the faults from now on.
     *
     * @param others how often what goes wrong.
     */
    public void faults(final Faults others) {
        faults = others;
    }

    /** {@return for how long the response last given is to be held back} */
    public long delayNanos() {
        return delayNanos;
    }

    /**
     * Answers a message, as {@link AuthoritativeResponder#respond} does, and then does wrong to the response.
     *
     * @param in that holds the message.
     * @param inOffset of its first octet.
     * @param inLength in octets.
     * @param transfer of the TCP connection, or null for UDP.
     * @param out where the response goes.
     * @param outOffset of the response's first octet.
     * @param outCapacity octets that may be written.
     * @return octets of the response, or 0 where there is none.
     */
    public int respond(
            final DirectBuffer in,
            final int inOffset,
            final int inLength,
            final @Nullable ZoneTransfer transfer,
            final MutableDirectBuffer out,
            final int outOffset,
            final int outCapacity) {
        delayNanos = 0;
        final int length = responder.respond(in, inOffset, inLength, transfer, out, outOffset, outCapacity);
        if (length == 0 || happens(faults.drop())) {
            return 0;
        }
        if (happens(faults.delay())) {
            delayNanos = faults.delayNanos();
        }
        if (happens(faults.lie())) {
            lie(out, outOffset, length);
        }
        if (happens(faults.wrongId())) {
            final int id = NetworkOrder.u16(out, outOffset);
            NetworkOrder.putU16(out, outOffset, id ^ (1 + random.nextInt(0xFFFF)));
        }
        return transfer == null && happens(faults.truncate()) ? truncate(out, outOffset, length) : length;
    }

    private boolean happens(final int rate) {
        return rate > 0 && random.nextInt(Faults.ALWAYS) < rate;
    }

    private void lie(final MutableDirectBuffer out, final int offset, final int length) {
        if (response.parse(out, offset, length) == DropReason.NONE) {
            for (int i = 0; i < response.answerEnd(); i++) {
                if (response.type(i) == RecordType.A) {
                    NetworkOrder.putI32(out, offset + response.rdataOffset(i), faults.lieAddress());
                }
            }
        }
    }

    /** Keeps header and question, and sets TC. */
    private int truncate(final MutableDirectBuffer out, final int offset, final int length) {
        if (response.parse(out, offset, length) != DropReason.NONE || response.questionCount() != 1) {
            return length;
        }
        final int flagsAt = offset + MessageHeader.FLAGS_OFFSET;
        NetworkOrder.putU16(out, flagsAt, NetworkOrder.u16(out, flagsAt) | MessageHeader.TC);
        NetworkOrder.putI64(out, offset + MessageHeader.COUNTS_OFFSET, 1L << 48);
        return response.questionEnd(0);
    }
}
