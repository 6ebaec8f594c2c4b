package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.ReferenceTcp.State;

/** The engine and {@link ReferenceTcp} agree in every reply and every variable, whatever segments come. */
final class TcpDifferentialPropertyTest implements PacketSink, TcpEvents {
    private static final long STEPS = Long.getLong("firsthop.tcp.steps", 400_000);
    private static final long SEED = Long.getLong("firsthop.tcp.seed", 20_261_122L);
    private static final int STEPS_OF_A_LIFE = 40;
    private static final int LISTENED_PORT = 80;
    private static final int OTHER_PORT = 81;
    private static final int WINDOW = 4_096;
    private static final long[] EDGES = {0, 1, (1L << 31) - 2, 1L << 31, (1L << 32) - 3, (1L << 32) - 1};

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final TcpPacket packet = new TcpPacket();
    private final UnsafeBuffer output = new UnsafeBuffer(new byte[4_096]);
    private final UnsafeBuffer received = new UnsafeBuffer(new byte[1 << 16]);
    private final TcpFlyweight tcp = new TcpFlyweight();
    private final List<String> sent = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final TcpInfo info = new TcpInfo();
    private TcpEngine engine = build(true);
    private long listener;
    private boolean options;
    private ReferenceTcp reference = new ReferenceTcp(WINDOW, WINDOW, 0, true);
    private long handle;
    private int clientPort;
    private int serverPort;
    private long nowNs;
    private long synAckIss;

    private TcpEngine build(final boolean withOptions) {
        options = withOptions;
        final TcpEngine built = new TcpEngineBuilder()
                .secret(random.nextLong(), random.nextLong())
                .connections(8)
                .halfOpens(8)
                .timeWaits(8)
                .smallRings(16)
                .mediumRings(8)
                .largeRings(2)
                .receiveWindow(WINDOW)
                .delayedAck(0)
                .challengeInterval(0)
                .resetsPerSecond(0)
                .personality(withOptions ? Personality.LINUX : Personality.MINIMAL)
                .build(this, this, nowNs);
        listener = built.listen(0, 0, LISTENED_PORT, 8, SynPolicy.ACCEPT_ALL);
        return built;
    }

    @Example
    void engineAgreesWithTheReferenceAtEveryStep() {
        final boolean[] seen = new boolean[State.values().length];
        for (long step = 0; step < STEPS; ) {
            if (random.nextInt(64) == 0) {
                engine = build(random.nextInt(4) != 0);
            }
            step += live(seen);
        }
        for (final State state : State.values()) {
            assertTrue(seen[state.ordinal()], state + " was never reached");
        }
    }

    /** One connection's life; returns its steps. */
    private int live(final boolean[] seen) {
        history.clear();
        sent.clear();
        handle = 0;
        clientPort = 1 + random.nextInt(65_535);
        reference = new ReferenceTcp(WINDOW, WINDOW, 0, options);
        reference.mtuMss = 1_460;
        nowNs += random.nextInt(5) * 1_000_000_000L;
        if (random.nextBoolean()) {
            serverPort = LISTENED_PORT;
        } else {
            serverPort = OTHER_PORT;
            reference.listening = false;
            handle = engine.connect(0, TcpPacket.SERVER, OTHER_PORT, 0, TcpPacket.CLIENT, clientPort, nowNs);
            reference.openActively(synAckIss);
            sent.clear();
        }
        final int steps = 1 + random.nextInt(2 * STEPS_OF_A_LIFE);
        for (int step = 0; step < steps; step++) {
            seen[reference.state.ordinal()] = true;
            if (random.nextInt(12) == 0) {
                callUser();
            } else {
                final ReferenceSegment segment = chooseSegment();
                history.add(reference.state + " < " + segment);
                final int length = packet.write(segment, clientPort, serverPort);
                nowNs += random.nextInt(500_000);
                engine.onPacket(packet.buffer, 0, length, nowNs);
                reference.arrives(segment);
            }
            compare();
        }
        engine.abort(handle, nowNs);
        engine.close(handle, nowNs);
        forgetTimeWaitAndHalfOpen();
        assertEquals(0, engine.connectionCount(), this::story);
        assertEquals(0, engine.ringCount(), this::story);
        return steps;
    }

    /** Lets all that has no handle run out. */
    private void forgetTimeWaitAndHalfOpen() {
        nowNs += 70_000_000_000L;
        for (int i = 0; i < 8 && engine.timeWaitCount() + engine.halfOpenCount() > 0; i++) {
            engine.poll(nowNs, 1_000);
            nowNs += 70_000_000_000L;
        }
        sent.clear();
        assertEquals(0, engine.timeWaitCount() + engine.halfOpenCount(), this::story);
    }

    private void callUser() {
        if (handle == 0 || engine.state(handle) == TcpState.CLOSED) {
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                history.add("close");
                engine.close(handle, nowNs);
                if (!reference.userClosed) {
                    reference.close();
                }
            }
            case 1 -> {
                history.add("shutdown");
                engine.shutdown(handle, nowNs);
                reference.shutdown();
            }
            default -> {
                if (!reference.userClosed) {
                    history.add("read");
                    final long expected = reference.unread;
                    final int octets = engine.receive(handle, received, 0, received.capacity(), nowNs);
                    assertEquals(expected, Math.max(0, octets), this::story);
                    reference.readAll();
                }
            }
        }
    }

    private ReferenceSegment chooseSegment() {
        final ReferenceSegment segment = new ReferenceSegment();
        final int kind = random.nextInt(16);
        segment.ackBit = kind != 0 && reference.state != State.LISTEN || random.nextInt(20) == 0;
        segment.syn = random.nextInt(reference.state.ordinal() <= State.SYN_SENT.ordinal() ? 2 : 25) == 0;
        segment.fin = random.nextInt(reference.state.ordinal() < State.ESTABLISHED.ordinal() ? 40 : 10) == 0;
        segment.rst = random.nextInt(30) == 0;
        segment.dataLength = chooseLength();
        segment.seq = chooseSequence();
        segment.ack = chooseAcknowledgment();
        segment.window = random.nextInt(6) == 0 ? 0 : random.nextInt(5) == 0 ? 65_535 : random.nextInt(2_000);
        segment.hasTimestamps =
                random.nextInt(10) == 0 != reference.timestamps || (segment.syn && random.nextBoolean());
        final int age = random.nextInt(20) == 0 ? -1 : random.nextInt(3);
        segment.tsVal = ReferenceSequence.mod(reference.timestamps ? reference.tsRecent + age : edge());
        segment.hasWindowScale = segment.syn && random.nextBoolean();
        segment.windowScale = random.nextInt(17);
        segment.hasSackPermitted = segment.syn && random.nextBoolean();
        return segment;
    }

    private long edge() {
        return random.nextInt(3) == 0 ? random.nextLong(1L << 32) : EDGES[random.nextInt(EDGES.length)];
    }

    private int chooseLength() {
        return switch (random.nextInt(8)) {
            case 0 -> 1;
            case 1 -> 2;
            case 2 -> random.nextInt(1_200);
            case 3 ->
                random.nextInt(20) == 0
                        ? (int) Math.min(2_000, (reference.rcvWnd + random.nextInt(3) - 1) & 0xFFF)
                        : 10;
            default -> 0;
        };
    }

    private long chooseSequence() {
        if (reference.state == State.LISTEN || reference.state == State.SYN_SENT) {
            return edge();
        }
        final int near = random.nextInt(5) - 2;
        return ReferenceSequence.mod(
                switch (random.nextInt(12)) {
                    case 0 -> reference.rcvNxt + near;
                    case 1 -> reference.rcvNxt + reference.rcvWnd + near;
                    case 2 -> reference.irs + near;
                    case 3 -> reference.rcvNxt + random.nextInt(1_500) - 700;
                    case 4 -> random.nextInt(4) == 0 ? random.nextLong(1L << 32) : reference.rcvNxt + 10;
                    default -> reference.rcvNxt;
                });
    }

    private long chooseAcknowledgment() {
        final int near = random.nextInt(5) - 2;
        return ReferenceSequence.mod(
                switch (random.nextInt(16)) {
                    case 0 -> reference.sndUna + near;
                    case 1 -> reference.sndNxt + near;
                    case 2 -> reference.sndUna - reference.maxSndWnd + near;
                    case 3 -> reference.iss + near;
                    case 4 -> random.nextInt(4) == 0 ? random.nextLong(1L << 32) : reference.sndNxt + 1;
                    case 5, 6 -> reference.sndUna;
                    default -> reference.sndNxt;
                });
    }

    private void compare() {
        final List<String> expected = new ArrayList<>();
        for (final String reply : reference.takeReplies()) {
            if (reply.startsWith("S. seq=-1")) {
                reference.learnIss(synAckIss);
                expected.add(reply.replace("seq=-1", "seq=" + synAckIss));
            } else {
                expected.add(reply);
            }
        }
        history.add("  > " + sent);
        assertEquals(expected, sent, this::story);
        sent.clear();
        final TcpState actual = engine.state(handle);
        switch (reference.state) {
            case LISTEN -> assertEquals(0, engine.halfOpenCount(), this::story);
            case SYN_RECEIVED_PASSIVE -> assertEquals(1, engine.halfOpenCount(), this::story);
            case CLOSED -> {
                assertEquals(TcpState.CLOSED, actual, this::story);
                engine.close(handle, nowNs);
                if (reference.listening) {
                    reference.clear();
                }
            }
            case TIME_WAIT -> {
                assertEquals(TcpState.CLOSED, actual, this::story);
                engine.close(handle, nowNs);
                assertEquals(1, engine.timeWaitCount(), this::story);
            }
            default -> {
                final String name =
                        reference.state == State.SYN_RECEIVED_ACTIVE ? "SYN_RECEIVED" : reference.state.name();
                assertEquals(name, actual.name(), this::story);
                compareVariables();
            }
        }
    }

    private void compareVariables() {
        engine.snapshot(handle, info);
        if (reference.state == State.SYN_SENT) {
            return;
        }
        final String expected = "una=" + reference.sndUna + " nxt=" + reference.sndNxt + " wnd=" + reference.sndWnd
                + " rcv=" + reference.rcvNxt + " rcvWnd=" + reference.rcvWnd + " unread=" + reference.unread;
        final String actual = "una=" + Integer.toUnsignedLong(info.sndUna) + " nxt="
                + Integer.toUnsignedLong(info.sndNxt)
                + " wnd=" + info.sndWnd + " rcv=" + Integer.toUnsignedLong(info.rcvNxt) + " rcvWnd=" + info.rcvWnd
                + " unread=" + info.receiveQueued;
        assertEquals(expected, actual, this::story);
    }

    private String story() {
        return "seed " + SEED + ", options " + options + ", port " + serverPort + "\n" + String.join("\n", history)
                + "\n";
    }

    // What the engine sends and tells.

    @Override
    public int claim(final int length) {
        return 0;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return output;
    }

    @Override
    public void commit(final int length, final long connection) {
        tcp.wrap(output, 20);
        final StringBuilder text = new StringBuilder();
        text.append(tcp.isSyn() ? "S" : "").append(tcp.isFin() ? "F" : "").append(tcp.isRst() ? "R" : "");
        text.append(tcp.isAck() ? "." : "");
        text.append(" seq=").append(Integer.toUnsignedLong(tcp.sequenceNumber()));
        if (tcp.isAck()) {
            text.append(" ack=").append(Integer.toUnsignedLong(tcp.acknowledgmentNumber()));
        }
        if (tcp.isSyn()) {
            synAckIss = Integer.toUnsignedLong(tcp.sequenceNumber());
        }
        sent.add(text.toString());
    }

    @Override
    public void onAcceptable(final long from) {
        handle = engine.accept(from);
    }
}
