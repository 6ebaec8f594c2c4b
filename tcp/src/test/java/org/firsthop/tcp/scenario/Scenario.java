package org.firsthop.tcp.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionEncoder;
import org.firsthop.core.wire.TcpOptions;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.SynPolicy;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpEngineBuilder;
import org.firsthop.tcp.TcpEvents;
import org.firsthop.tcp.TcpState;
import org.firsthop.tcp.table.FlowKey;

/**
 * Runs a script of segments and calls against an engine, in a language that reads like packetdrill's.
 *
 * <pre>
 *   0.0  listen                              calls: listen [backlog], unlisten, accept, connect, send N, read N, eof, close,
 *                                            shutdown, abort, nodelay, keepalive
 *   0.0  &lt; S 0:0(0) win 65535 &lt;mss 1460&gt;     a segment from the peer (SYN), numbers relative to both ISNs
 *        &gt; S. 0:0(0) ack 1                    the next segment of the engine; window and options are compared when given
 *   0.1  &lt; . 1:1(0) ack 1 win 1000
 *   0.1  expect ESTABLISHED                  the state; or: expect closed REASON, expect halfopen N, connections N, timewait N
 *   1.0  quiet                               no segment was sent that was not expected
 * </pre>
 *
 * <p>Time stands in seconds before a line: the engine is polled at each of its deadlines up to then. A segment expected with
 * a time must have been sent then, to 3 ms. Flags: S F R P . U E C; {@code ecn N} is the field of the IP header. A reset
 * that answers a segment without ACK has sequence number 0 and is written with -1. At the end nothing may have been sent that
 * was not expected. Each script runs for both families and with sequence numbers that wrap at every edge: at 2^31 and at 2^32.
 */
public final class Scenario implements TcpEvents {
    private static final Pattern LINE = Pattern.compile("(?:(\\d+(?:\\.\\d+)?)\\s+)?(.*)");
    private static final Pattern SEGMENT =
            Pattern.compile("([<>])\\s+([SFRP.UEC]+)\\s+(-?\\d+):(-?\\d+)\\((\\d+)\\)(?:\\s+ack\\s+(-?\\d+))?"
                    + "(?:\\s+win\\s+(\\d+))?(?:\\s+port\\s+(\\d+))?(?:\\s+ecn\\s+(\\d))?(?:\\s+<(.*)>)?");
    private static final int LOCAL_PORT = 80;
    private static final int[] EDGES = {0, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};
    private static final long NANOS = 1_000_000_000L;
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0F0E0D0C0B0A0908L;

    private final boolean ipv6;
    private final int irs;
    private final long startNs;
    private final CapturingSink sink = new CapturingSink();
    private final Queue<Long> times = new ArrayDeque<>();
    private final List<CloseReason> closed = new ArrayList<>();
    private final TcpEngine engine;
    private long nowNs;
    private int iss;
    private boolean issKnown;
    private long listener;
    private long connection;
    private int connected;
    private int lastTsVal;
    private long written;
    private long read;
    private SynPolicy policy = SynPolicy.ACCEPT_ALL;

    private Scenario(
            final boolean ipv6, final int irs, final long startNs, final UnaryOperator<TcpEngineBuilder> options) {
        this.ipv6 = ipv6;
        this.irs = irs;
        this.startNs = startNs;
        this.nowNs = startNs;
        this.engine = options.apply(small()).build(sink, this, startNs);
    }

    /** A builder for engines of tests: little memory, a fixed secret. */
    public static TcpEngineBuilder small() {
        return new TcpEngineBuilder()
                .secret(K0, K1)
                .connections(64)
                .halfOpens(64)
                .timeWaits(16)
                .smallRings(64)
                .mediumRings(16)
                .largeRings(4);
    }

    /** Runs a script in all its variants. */
    public static void run(final String script) {
        run(script, builder -> builder);
    }

    /** Runs a script in all its variants against engines built with options. */
    public static void run(final String script, final UnaryOperator<TcpEngineBuilder> options) {
        run(script, options, SynPolicy.ACCEPT_ALL);
    }

    /** Runs a script in all its variants against engines built with options, with a policy for SYNs. */
    public static void run(final String script, final UnaryOperator<TcpEngineBuilder> options, final SynPolicy policy) {
        for (final boolean ipv6 : new boolean[] {false, true}) {
            final int natural = naturalIss(ipv6);
            for (final int irs : EDGES) {
                for (final int iss : EDGES) {
                    // The ISN's clock is one number in 4 microseconds (RFC 9293 section 3.4.1): the time sets the ISS.
                    final long startNs = ((iss - natural) & 0xFFFF_FFFFL) * 4_000L;
                    final Scenario scenario = new Scenario(ipv6, irs, startNs, options);
                    scenario.policy = policy;
                    scenario.play(script);
                }
            }
        }
    }

    /** Runs a long script in one variant only. */
    public static void runOnce(final String script) {
        new Scenario(false, -2, 0, builder -> builder).play(script);
    }

    private static int naturalIss(final boolean ipv6) {
        final Scenario scenario = new Scenario(ipv6, 0, 0, builder -> builder);
        scenario.step("listen");
        scenario.step("< S 0:0(0) win 1");
        return scenario.sink.poll().seq;
    }

    private void play(final String script) {
        int number = 0;
        for (final String line : script.split("\n")) {
            number++;
            final String text = line.contains("//") ? line.substring(0, line.indexOf("//")) : line;
            if (!text.isBlank()) {
                try {
                    step(text.trim());
                } catch (final AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            "line " + number + ": " + text.trim() + (ipv6 ? " (IPv6" : " (IPv4") + ", irs=" + irs
                                    + ", iss=" + iss + "): " + e.getMessage(),
                            e);
                }
            }
        }
        step("quiet");
    }

    private void step(final String text) {
        final Matcher line = LINE.matcher(text);
        assertTrue(line.matches());
        Long at = null;
        if (line.group(1) != null) {
            at = startNs + Math.round(Double.parseDouble(line.group(1)) * NANOS);
            advanceTo(at);
        }
        final String action = line.group(2).trim();
        if (action.startsWith("<")) {
            inject(parse(action));
        } else if (action.startsWith(">")) {
            expect(parse(action), at);
        } else {
            call(action.split("\\s+"));
        }
        collect();
    }

    private void advanceTo(final long ns) {
        while (true) {
            final long deadline = engine.nextDeadline();
            if (deadline > ns) {
                break;
            }
            nowNs = Math.max(nowNs, deadline);
            while (engine.poll(nowNs, 16) == 16) {
                collect();
            }
            collect();
        }
        nowNs = Math.max(nowNs, ns);
        engine.poll(nowNs, 1_000);
        collect();
    }

    private void collect() {
        while (times.size() < sink.size()) {
            times.add(nowNs);
        }
    }

    private static Matcher parse(final String action) {
        final Matcher matcher = SEGMENT.matcher(action);
        assertTrue(matcher.matches(), "not a segment: " + action);
        return matcher;
    }

    private void inject(final Matcher m) {
        final Packets.Fields fields = new Packets.Fields();
        fields.sourceHigh = remoteHigh();
        fields.sourceLow = remoteLow();
        fields.destinationHigh = localHigh();
        fields.destinationLow = localLow();
        fields.sourcePort = m.group(8) == null ? 5_000 : Integer.parseInt(m.group(8));
        fields.destinationPort = LOCAL_PORT;
        fields.flags = flags(m.group(2));
        fields.seq = irs + Integer.parseInt(m.group(3));
        fields.ack = m.group(6) == null ? 0 : iss + Integer.parseInt(m.group(6));
        fields.wnd = m.group(7) == null ? 65_535 : Integer.parseInt(m.group(7));
        fields.ecn = m.group(9) == null ? 0 : Integer.parseInt(m.group(9));
        fields.options = m.group(10) == null ? new byte[0] : options(m.group(10));
        fields.data = new byte[Integer.parseInt(m.group(5))];
        for (int i = 0; i < fields.data.length; i++) {
            fields.data[i] = Packets.octetAt(Integer.parseInt(m.group(3)) - 1 + i);
        }
        final UnsafeBuffer packet = Packets.write(fields);
        engine.onPacket(packet, 0, packet.capacity(), nowNs);
    }

    private byte[] options(final String text) {
        if (text.startsWith("raw ")) {
            final byte[] raw = new byte[((text.length() - 3) / 3 + 3) & ~3];
            int i = 0;
            for (final String octet : text.substring(4).trim().split("\\s+")) {
                raw[i++] = (byte) Integer.parseInt(octet, 16);
            }
            return raw;
        }
        return Packets.options(encoder -> {
            for (final String option : text.split(",")) {
                option(encoder, option.trim().split("\\s+"));
            }
        });
    }

    private void option(final TcpOptionEncoder encoder, final String[] words) {
        switch (words[0]) {
            case "mss" -> encoder.maximumSegmentSize(Integer.parseInt(words[1]));
            case "wscale" -> encoder.windowScale(Integer.parseInt(words[1]));
            case "sackOK" -> encoder.sackPermitted();
            case "nop" -> encoder.noOperation();
            case "TS" ->
                encoder.timestamps(
                        Integer.parseUnsignedInt(words[2]),
                        "last".equals(words[4]) ? lastTsVal : Integer.parseUnsignedInt(words[4]));
            case "sack" -> {
                for (int i = 1; i < words.length; i++) {
                    final String[] edges = words[i].split(":");
                    encoder.sackBlock(iss + Integer.parseInt(edges[0]), iss + Integer.parseInt(edges[1]));
                }
            }
            default -> throw new IllegalArgumentException("option: value=" + words[0]);
        }
    }

    private static int flags(final String text) {
        int flags = 0;
        for (final char c : text.toCharArray()) {
            flags |= switch (c) {
                case 'S' -> TcpFlyweight.SYN;
                case 'F' -> TcpFlyweight.FIN;
                case 'R' -> TcpFlyweight.RST;
                case 'P' -> TcpFlyweight.PSH;
                case 'U' -> TcpFlyweight.URG;
                case 'E' -> TcpFlyweight.ECE;
                case 'C' -> TcpFlyweight.CWR;
                default -> TcpFlyweight.ACK;
            };
        }
        return flags;
    }

    private void expect(final Matcher m, final Long at) {
        final Packets.Fields fields = sink.poll();
        assertTrue(fields != null, "no segment was sent");
        final long sentAt = times.remove();
        if (at != null) {
            assertTrue(Math.abs(sentAt - at) <= 3_000_000, "sent at " + (sentAt - startNs) / 1e9);
        }
        final int flags = flags(m.group(2));
        final boolean syn = (flags & TcpFlyweight.SYN) != 0;
        if (syn && !issKnown) {
            iss = fields.seq;
            issKnown = true;
        }
        final TcpOptions parsed = new TcpOptions();
        parsed.parse(
                new UnsafeBuffer(fields.options.length == 0 ? new byte[4] : fields.options), 0, fields.options.length);
        if (parsed.hasTimestamps()) {
            lastTsVal = parsed.timestampValue();
        }
        final StringBuilder actual = new StringBuilder();
        actual.append(text(fields.flags & ~TcpFlyweight.PSH)).append(' ');
        // A reset that answers a segment without ACK bears SEQ=0, absolute: written "abs" in scripts as seq -1.
        actual.append("-1".equals(m.group(3)) && isAbsoluteReset(fields) ? -1 : fields.seq - iss)
                .append('(')
                .append(fields.data.length)
                .append(')');
        actual.append(fields.is(TcpFlyweight.ACK) ? " ack " + (fields.ack - irs) : "");
        actual.append(m.group(7) == null ? "" : " win " + fields.wnd);
        actual.append(m.group(9) == null ? "" : " ecn " + fields.ecn);
        actual.append(m.group(10) == null ? "" : " <" + text(parsed) + ">");
        final StringBuilder expected = new StringBuilder();
        expected.append(text(flags & ~TcpFlyweight.PSH)).append(' ');
        expected.append(m.group(3)).append('(').append(m.group(5)).append(')');
        expected.append(m.group(6) == null ? "" : " ack " + m.group(6));
        expected.append(m.group(7) == null ? "" : " win " + m.group(7));
        expected.append(m.group(9) == null ? "" : " ecn " + m.group(9));
        expected.append(m.group(10) == null ? "" : " <" + m.group(10) + ">");
        assertEquals(expected.toString(), actual.toString());
        for (int i = 0; i < fields.data.length; i++) {
            assertEquals(Packets.octetAt(fields.seq - iss - 1 + i), fields.data[i], "data");
        }
    }

    private boolean isAbsoluteReset(final Packets.Fields fields) {
        return fields.is(TcpFlyweight.RST) && fields.is(TcpFlyweight.ACK) && fields.seq == 0;
    }

    private static String text(final int flags) {
        final StringBuilder text = new StringBuilder();
        final String names = "FSRP.UEC";
        for (int bit = 0; bit < names.length(); bit++) {
            if (((flags >>> bit) & 1) != 0) {
                text.append(names.charAt(bit));
            }
        }
        return text.toString();
    }

    /** Options in the order mss, sackOK, TS, wscale, sack; values of timestamps are left out. */
    private String text(final TcpOptions options) {
        final List<String> texts = new ArrayList<>();
        if (options.hasMaximumSegmentSize()) {
            // What the engine announces differs by family; scripts are written for IPv4.
            texts.add("mss " + (options.maximumSegmentSize() + (ipv6 ? 20 : 0)));
        }
        if (options.isSackPermitted()) {
            texts.add("sackOK");
        }
        if (options.hasTimestamps()) {
            texts.add("TS");
        }
        if (options.hasWindowScale()) {
            texts.add("wscale " + options.windowScale());
        }
        if (options.sackBlockCount() > 0) {
            final StringBuilder sack = new StringBuilder("sack");
            for (int i = 0; i < options.sackBlockCount(); i++) {
                sack.append(' ')
                        .append(options.sackLeftEdge(i) - irs)
                        .append(':')
                        .append(options.sackRightEdge(i) - irs);
            }
            texts.add(sack.toString());
        }
        return String.join(",", texts);
    }

    private void call(final String[] words) {
        final int argument = words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) : 0;
        switch (words[0]) {
            case "listen" ->
                listener = engine.listen(localHigh(), localLow(), LOCAL_PORT, argument == 0 ? 16 : argument, policy);
            case "unlisten" -> engine.unlisten(listener, nowNs);
            case "accept" -> {
                connection = engine.accept(listener);
                assertNotEquals(TcpEngine.NONE, connection, "nothing to accept");
            }
            case "connect" -> {
                connection =
                        engine.connect(localHigh(), localLow(), LOCAL_PORT, remoteHigh(), remoteLow(), 5_000, nowNs);
                assertNotEquals(TcpEngine.NONE, connection, "no connection");
            }
            case "send" -> send(argument);
            case "read" -> read(argument);
            case "eof" ->
                assertEquals(
                        TcpEngine.END_OF_DATA, engine.receive(connection, new UnsafeBuffer(new byte[1]), 0, 1, nowNs));
            case "close" -> engine.close(connection, nowNs);
            case "shutdown" -> engine.shutdown(connection, nowNs);
            case "abort" -> engine.abort(connection, nowNs);
            case "nodelay" -> engine.noDelay(connection, true);
            case "keepalive" -> engine.keepAlive(connection, true, nowNs);
            case "refuse" -> sink.refusals = argument;
            case "connected" -> assertEquals(argument, connected);
            case "quiet" -> assertEquals(0, sink.size(), () -> "sent: " + describe(sink.poll()));
            case "expect" -> expectState(words);
            default -> throw new IllegalArgumentException("call: value=" + words[0]);
        }
    }

    private String describe(final Packets.Fields fields) {
        return text(fields.flags) + " " + (fields.seq - iss) + "(" + fields.data.length + ") ack " + (fields.ack - irs);
    }

    private void send(final int octets) {
        final byte[] bytes = new byte[octets];
        for (int i = 0; i < octets; i++) {
            bytes[i] = Packets.octetAt(written + i);
        }
        final int taken = engine.send(connection, new UnsafeBuffer(bytes), 0, octets, nowNs);
        assertEquals(octets, taken, "octets taken");
        written += taken;
    }

    private void read(final int octets) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[octets + 1]);
        assertEquals(octets, engine.receive(connection, buffer, 0, octets + 1, nowNs), "octets read");
        for (int i = 0; i < octets; i++) {
            assertEquals(Packets.octetAt(read + i), buffer.getByte(i), "octet " + (read + i));
        }
        read += octets;
    }

    private void expectState(final String[] words) {
        switch (words[1]) {
            case "closed" -> assertEquals(List.of(CloseReason.valueOf(words[2])), closed);
            case "open" -> assertEquals(List.of(), closed);
            case "halfopen" -> assertEquals(Integer.parseInt(words[2]), engine.halfOpenCount());
            case "connections" -> assertEquals(Integer.parseInt(words[2]), engine.connectionCount());
            case "timewait" -> assertEquals(Integer.parseInt(words[2]), engine.timeWaitCount());
            case "rings" -> assertEquals(Integer.parseInt(words[2]), engine.ringCount());
            default -> assertEquals(TcpState.valueOf(words[1]), engine.state(connection));
        }
    }

    private long localHigh() {
        return ipv6 ? 0x2001_0DB8_0000_0001L : 0;
    }

    private long localLow() {
        return ipv6 ? 1 : FlowKey.mapped(0xC000_0201);
    }

    private long remoteHigh() {
        return ipv6 ? 0x2001_0DB8_0000_0002L : 0;
    }

    private long remoteLow() {
        return ipv6 ? 2 : FlowKey.mapped(0xC633_6402);
    }

    @Override
    public void onConnected(final long handle) {
        connected++;
    }

    @Override
    public void onClosed(final long handle, final CloseReason reason) {
        closed.add(reason);
    }
}
