package org.firsthop.tcp;

/**
 * Sizes, times and choices of a {@link TcpEngine}; every one has a default, only the secret must be given.
 *
 * <p>All memory is allocated by {@link #build}, but for rings {@linkplain #ringsOnDemand on demand}: a connection takes 192
 * octets, 16 of its timer and 12 of the index, a half-open one and one in TIME-WAIT 64 and 12; rings as their numbers say.
 */
public final class TcpEngineBuilder {
    private int connections = 1 << 16;
    private int halfOpens = 1 << 16;
    private int timeWaits = 1 << 16;
    private int receiveWindow = 192 * 1024;
    private int sendBuffer = 256 * 1024;
    private int smallRings = 1_024;
    private int mediumRings = 256;
    private int largeRings = 32;
    private boolean ringsOnDemand = false;
    private int mtu = 1_500;
    private int minimumMss = 216;
    private int minimumRto = 200;
    private int maximumRto = 60_000;
    private int initialRto = 1_000;
    private int synRetries = 7;
    private int synAckRetries = 4;
    private int dataRetries = 15;
    private int userTimeout = 0;
    private int keepAliveIdle = 7_200_000;
    private int keepAliveInterval = 75_000;
    private int keepAliveProbes = 9;
    private int finWait2Timeout = 60_000;
    private int timeWaitTimeout = 60_000;
    private int deferTimeout = 30_000;
    private int delayedAck = 40;
    private int challengeInterval = 1_000;
    private int resetsPerSecond = 10_000;
    private int firstPort = 49_152;
    private int lastPort = 65_535;
    private boolean synCookies = true;
    private boolean resetOnFullAcceptQueue = false;
    private boolean requireTimestamps = false;
    private boolean ecn = false;
    private Personality personality = Personality.LINUX;
    private CongestionAlgorithm congestion = CongestionAlgorithm.CUBIC;
    private PortShard shard = PortShard.ALL;
    private long secret0;
    private long secret1;
    private boolean secretGiven;

    /** A builder with every default. */
    public TcpEngineBuilder() {}

    /**
     * The secret from which everything that must not be guessed is computed. It must come from a source of randomness, and
     * a new one be used for each engine; tests give fixed ones.
     *
     * @param k0 low 64 bits.
     * @param k1 high 64 bits.
     * @return this.
     */
    public TcpEngineBuilder secret(final long k0, final long k1) {
        this.secret0 = k0;
        this.secret1 = k1;
        this.secretGiven = true;
        return this;
    }

    /**
     * Sets the most connections that exist at once, half-open ones and those in TIME-WAIT apart. Default {@code 1 << 16}.
     *
     * @param value {@code 1} to {@code 1 << 25}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder connections(final int value) {
        check("connections", value, 1, 1 << 25);
        this.connections = value;
        return this;
    }

    /**
     * Sets the most half-open connections, beyond half of which SYNs are answered with cookies. Default {@code 1 << 16}.
     *
     * @param value {@code 1} to {@code 1 << 24}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder halfOpens(final int value) {
        check("halfOpens", value, 1, 1 << 24);
        this.halfOpens = value;
        return this;
    }

    /**
     * Sets the most connections in TIME-WAIT; the oldest makes room for a new one. Default {@code 1 << 16}.
     *
     * @param value {@code 1} to {@code 1 << 24}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder timeWaits(final int value) {
        check("timeWaits", value, 1, 1 << 24);
        this.timeWaits = value;
        return this;
    }

    /**
     * Sets octets of the receive window. Default {@code 192 * 1024}.
     *
     * @param value {@code 2_048} to {@code 1 << 25}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder receiveWindow(final int value) {
        check("receiveWindow", value, 2_048, 1 << 25);
        this.receiveWindow = value;
        return this;
    }

    /**
     * Sets the most octets that a connection keeps unacknowledged and unsent. Default {@code 256 * 1024}.
     *
     * @param value {@code 2_048} to {@code 1 << 25}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder sendBuffer(final int value) {
        check("sendBuffer", value, 2_048, 1 << 25);
        this.sendBuffer = value;
        return this;
    }

    /**
     * Sets rings of 2 KiB that all connections share. Default {@code 1_024}.
     *
     * @param value {@code 1} to {@code 1 << 24}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder smallRings(final int value) {
        check("smallRings", value, 1, 1 << 24);
        this.smallRings = value;
        return this;
    }

    /**
     * Sets rings of 16 KiB that all connections share. Default {@code 256}.
     *
     * @param value {@code 1} to {@code 1 << 22}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder mediumRings(final int value) {
        check("mediumRings", value, 1, 1 << 22);
        this.mediumRings = value;
        return this;
    }

    /**
     * Sets rings of a whole window or send buffer that all connections share. Default {@code 32}.
     *
     * @param value {@code 1} to {@code 1 << 18}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder largeRings(final int value) {
        check("largeRings", value, 1, 1 << 18);
        this.largeRings = value;
        return this;
    }

    /**
     * Takes the memory of each size of rings when the first of them is wanted, not at once: for programs with very many engines of
     * which most send little. Default {@code false}.
     *
     * @param value whether.
     * @return this.
     */
    public TcpEngineBuilder ringsOnDemand(final boolean value) {
        this.ringsOnDemand = value;
        return this;
    }

    /**
     * Sets octets of the largest packet (RFC 9293 section 3.7.2), IP header included. Default {@code 1_500}.
     *
     * @param value {@code 68} to {@code 65_535}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder mtu(final int value) {
        check("mtu", value, 68, 65_535);
        this.mtu = value;
        return this;
    }

    /**
     * Sets the least MSS that a peer is believed. Default {@code 216}.
     *
     * @param value {@code 48} to {@code 1_220}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder minimumMss(final int value) {
        check("minimumMss", value, 48, 1_220);
        this.minimumMss = value;
        return this;
    }

    /**
     * Sets the least retransmission timeout in milliseconds; RFC 6298 asks for 1,000, most systems use 200. Default {@code 200}.
     *
     * @param value {@code 1} to {@code 60_000}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder minimumRto(final int value) {
        check("minimumRto", value, 1, 60_000);
        this.minimumRto = value;
        return this;
    }

    /**
     * Sets the greatest retransmission timeout in milliseconds (RFC 6298 (2.5)). Default {@code 60_000}.
     *
     * @param value {@code 1_000} to {@code 3_600_000}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder maximumRto(final int value) {
        check("maximumRto", value, 1_000, 3_600_000);
        this.maximumRto = value;
        return this;
    }

    /**
     * Sets the retransmission timeout before the first measurement, in milliseconds (RFC 6298 (2.1)). Default {@code 1_000}.
     *
     * @param value {@code 1} to {@code 60_000}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder initialRto(final int value) {
        check("initialRto", value, 1, 60_000);
        this.initialRto = value;
        return this;
    }

    /**
     * Sets how often a SYN is sent again: with 7, more than three minutes pass (RFC 9293 section 3.8.3, MUST-23). Default
     * {@code 7}.
     *
     * @param value {@code 0} to {@code 20}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder synRetries(final int value) {
        check("synRetries", value, 0, 20);
        this.synRetries = value;
        return this;
    }

    /**
     * Sets how often a SYN-ACK is sent again: with 4, 31 seconds pass. Default {@code 4}.
     *
     * @param value {@code 0} to {@code 20}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder synAckRetries(final int value) {
        check("synAckRetries", value, 0, 20);
        this.synAckRetries = value;
        return this;
    }

    /**
     * Sets how often data, a FIN or a probe is sent again (R2 of RFC 9293 section 3.8.3). Default {@code 15}.
     *
     * @param value {@code 1} to {@code 200}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder dataRetries(final int value) {
        check("dataRetries", value, 1, 200);
        this.dataRetries = value;
        return this;
    }

    /**
     * Sets milliseconds after which outstanding data end a connection (RFC 9293 section 3.10.8); 0 for none. Default {@code 0}.
     *
     * @param value {@code 0} to {@code Integer.MAX_VALUE / 2}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder userTimeout(final int value) {
        check("userTimeout", value, 0, Integer.MAX_VALUE / 2);
        this.userTimeout = value;
        return this;
    }

    /**
     * Sets milliseconds of silence before the first keep-alive (RFC 9293 section 3.8.4, MUST-28). Default {@code 7_200_000}.
     *
     * @param value {@code 1} to {@code Integer.MAX_VALUE / 2}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder keepAliveIdle(final int value) {
        check("keepAliveIdle", value, 1, Integer.MAX_VALUE / 2);
        this.keepAliveIdle = value;
        return this;
    }

    /**
     * Sets milliseconds between keep-alives. Default {@code 75_000}.
     *
     * @param value {@code 1} to {@code Integer.MAX_VALUE / 2}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder keepAliveInterval(final int value) {
        check("keepAliveInterval", value, 1, Integer.MAX_VALUE / 2);
        this.keepAliveInterval = value;
        return this;
    }

    /**
     * Sets keep-alives without an answer that end a connection. Default {@code 9}.
     *
     * @param value {@code 1} to {@code 200}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder keepAliveProbes(final int value) {
        check("keepAliveProbes", value, 1, 200);
        this.keepAliveProbes = value;
        return this;
    }

    /**
     * Sets milliseconds that a closed connection waits in FIN-WAIT-2 for a peer that does not close. Default {@code 60_000}.
     *
     * @param value {@code 1} to {@code Integer.MAX_VALUE / 2}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder finWait2Timeout(final int value) {
        check("finWait2Timeout", value, 1, Integer.MAX_VALUE / 2);
        this.finWait2Timeout = value;
        return this;
    }

    /**
     * Sets milliseconds in TIME-WAIT, 2 MSL (RFC 9293 section 3.6, MUST-13). Default {@code 60_000}.
     *
     * @param value {@code 1} to {@code Integer.MAX_VALUE / 2}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder timeWaitTimeout(final int value) {
        check("timeWaitTimeout", value, 1, Integer.MAX_VALUE / 2);
        this.timeWaitTimeout = value;
        return this;
    }

    /**
     * Sets milliseconds that a deferred SYN is kept. Default {@code 30_000}.
     *
     * @param value {@code 1} to {@code Integer.MAX_VALUE / 2}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder deferTimeout(final int value) {
        check("deferTimeout", value, 1, Integer.MAX_VALUE / 2);
        this.deferTimeout = value;
        return this;
    }

    /**
     * Sets milliseconds that an acknowledgment is delayed (RFC 9293 section 3.8.6.3, MUST-40); 0 for none. Default {@code 40}.
     *
     * @param value {@code 0} to {@code 499}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder delayedAck(final int value) {
        check("delayedAck", value, 0, 499);
        this.delayedAck = value;
        return this;
    }

    /**
     * Sets milliseconds between challenge ACKs of a connection (RFC 5961 section 7). Default {@code 1_000}.
     *
     * @param value {@code 0} to {@code 60_000}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder challengeInterval(final int value) {
        check("challengeInterval", value, 0, 60_000);
        this.challengeInterval = value;
        return this;
    }

    /**
     * Sets resets a second to segments of no connection; 0 for no limit. Default {@code 10_000}.
     *
     * @param value {@code 0} to {@code 100_000_000}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder resetsPerSecond(final int value) {
        check("resetsPerSecond", value, 0, 100_000_000);
        this.resetsPerSecond = value;
        return this;
    }

    /**
     * Sets the first port that is chosen for active opens (RFC 6056 section 3.2). Default {@code 49_152}.
     *
     * @param value {@code 1} to {@code 65_535}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder firstPort(final int value) {
        check("firstPort", value, 1, 65_535);
        this.firstPort = value;
        return this;
    }

    /**
     * Sets the last port that is chosen for active opens. Default {@code 65_535}.
     *
     * @param value {@code 1} to {@code 65_535}.
     * @return this.
     * @throws IllegalArgumentException when the value is outside its range.
     */
    public TcpEngineBuilder lastPort(final int value) {
        check("lastPort", value, 1, 65_535);
        this.lastPort = value;
        return this;
    }

    /**
     * Whether SYNs are answered with cookies under pressure (RFC 4987). Default {@code true}.
     *
     * @param on whether they are.
     * @return this.
     */
    public TcpEngineBuilder synCookies(final boolean on) {
        this.synCookies = on;
        return this;
    }

    /**
     * Whether a handshake that completes when the accept queue is full is reset, rather than left to be tried again. Default
     * {@code false}.
     *
     * @param on whether it is.
     * @return this.
     */
    public TcpEngineBuilder resetOnFullAcceptQueue(final boolean on) {
        this.resetOnFullAcceptQueue = on;
        return this;
    }

    /**
     * Whether segments without a timestamp are dropped where timestamps were negotiated (RFC 7323 section 3.2). Default {@code
     * false}.
     *
     * @param on whether they are.
     * @return this.
     */
    public TcpEngineBuilder requireTimestamps(final boolean on) {
        this.requireTimestamps = on;
        return this;
    }

    /**
     * What the engine shows of itself. Default {@code Personality.LINUX}.
     *
     * @param value the personality.
     * @return this.
     */
    public TcpEngineBuilder personality(final Personality value) {
        this.personality = value;
        return this;
    }

    /**
     * The congestion controller. Default {@code CongestionAlgorithm.CUBIC}.
     *
     * @param value the controller.
     * @return this.
     */
    public TcpEngineBuilder congestion(final CongestionAlgorithm value) {
        this.congestion = value;
        return this;
    }

    /**
     * Which connections are this engine's own. Default {@code PortShard.ALL}.
     *
     * @param value the function that tells.
     * @return this.
     */
    public TcpEngineBuilder shard(final PortShard value) {
        this.shard = value;
        return this;
    }

    /**
     * Negotiates Explicit Congestion Notification (RFC 3168), by offering it and by agreeing to it: marks of routers then reduce
     * the congestion window as a loss would. Where it is off, an offer is declined. Default {@code false}.
     *
     * @param value whether.
     * @return this.
     */
    public TcpEngineBuilder ecn(final boolean value) {
        this.ecn = value;
        return this;
    }

    /**
     * Builds an engine.
     *
     * @param sink receives its packets.
     * @param events receives its events.
     * @param nowNs the time, the first of the engine's clock.
     * @return the engine.
     * @throws IllegalStateException when no secret was given, or the ports are in the wrong order.
     */
    public TcpEngine build(final PacketSink sink, final TcpEvents events, final long nowNs) {
        if (!secretGiven) {
            throw new IllegalStateException("secret: not given");
        }
        if (firstPort > lastPort) {
            throw new IllegalStateException("firstPort: value=" + firstPort + ", limit=" + lastPort);
        }
        final TcpConfig config = new TcpConfig(
                connections,
                halfOpens,
                timeWaits,
                synCookies,
                receiveWindow,
                sendBuffer,
                smallRings,
                mediumRings,
                largeRings,
                ringsOnDemand,
                mtu,
                minimumMss,
                minimumRto,
                maximumRto,
                initialRto,
                synRetries,
                synAckRetries,
                dataRetries,
                userTimeout,
                keepAliveIdle,
                keepAliveInterval,
                keepAliveProbes,
                finWait2Timeout,
                timeWaitTimeout,
                deferTimeout,
                delayedAck,
                challengeInterval,
                resetsPerSecond,
                resetOnFullAcceptQueue,
                requireTimestamps,
                ecn,
                personality,
                congestion,
                shard,
                firstPort,
                lastPort);
        return new TcpEngine(new EngineState(config, secret0, secret1, sink, events, nowNs));
    }

    static void check(final String name, final long value, final long least, final long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": value=" + value + ", limit=" + (value < least ? least : most));
        }
    }
}
