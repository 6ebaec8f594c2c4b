package org.firsthop.node.linux;

import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.TcpEngine;

/** Sends the pattern, then half-closes; reads until the end, which must be the pattern or nothing. */
final class PatternExchange implements TcpOnTap.Life {
    private static final int CHUNK = 16 * 1024;

    final CompletableFuture<Long> received = new CompletableFuture<>();
    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[CHUNK]);
    private final long toSend;
    private final boolean answers;
    private boolean finishesLast;
    private long sent;
    private long read;
    private boolean hasEnded;

    /** An end that sends so many octets: at once, or when it has read the peer's last. */
    PatternExchange(final long toSend, final boolean answers) {
        this.toSend = toSend;
        this.answers = answers;
    }

    /** Half-closes only when the peer has; a listening nc ends when its client half-closes first, whatever it has to send. */
    PatternExchange finishingLast() {
        finishesLast = true;
        return this;
    }

    @Override
    public boolean step(final TcpEngine engine, final long connection, final long nowNs) {
        boolean goesOn = false;
        for (int count = engine.receive(connection, input, 0, CHUNK, nowNs);
                count > 0;
                count = engine.receive(connection, input, 0, CHUNK, nowNs)) {
            for (int i = 0; i < count; i++) {
                if (input.getByte(i) != TcpOnTap.pattern(read + i)) {
                    received.completeExceptionally(new AssertionError("octet " + (read + i) + " is wrong"));
                }
            }
            read += count;
            goesOn = true;
        }
        if (!hasEnded && engine.receive(connection, input, 0, CHUNK, nowNs) == TcpEngine.END_OF_DATA) {
            hasEnded = true;
            received.complete(read);
        }
        while (sent < toSend && (hasEnded || !answers)) {
            final int length = (int) Math.min(CHUNK, toSend - sent);
            final int taken = engine.send(connection, TcpOnTap.patternFrom(sent, length), 0, length, nowNs);
            if (taken <= 0) {
                break;
            }
            sent += taken;
            goesOn = true;
        }
        if (sent == toSend && (hasEnded || !(answers || finishesLast))) {
            engine.shutdown(connection, nowNs);
            if (hasEnded) {
                engine.close(connection, nowNs);
            }
        }
        return goesOn;
    }

    @Override
    public void closed(final CloseReason reason) {
        if (reason == CloseReason.NORMAL) {
            received.complete(read); // A FIN without data may end the connection before its end could be read.
        }
        closed.complete(reason);
    }
}
