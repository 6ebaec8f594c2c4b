package org.firsthop.forwarding.nat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.firsthop.core.wire.IpProtocol;

/**
 * What a NAT does: where inside and outside are, who may come in, how long and how many sessions are kept.
 *
 * <pre>{@code
 * new NatConfig(wan0.index(), Ipv4Address.parse("203.0.113.2"))
 *         .inside(lan0.index())
 *         .forward(IpProtocol.TCP, 8080, Ipv4Address.parse("192.168.1.10"), 80)
 * }</pre>
 *
 * <p>Filled by one thread and read when the {@link Nat} is made.
 */
public final class NatConfig {
    /** Sessions that are kept unless told otherwise. */
    public static final int DEFAULT_SESSIONS = 65_536;

    /** Sessions that one inside host may have unless told otherwise. */
    public static final int DEFAULT_SESSIONS_PER_HOST = 4_096;

    /** The timer of a UDP session unless told otherwise: five minutes (RFC 4787 REQ-5 c), in seconds. */
    public static final int DEFAULT_UDP_SECONDS = 300;

    /** The timer of an established TCP connection unless told otherwise: 2 hours 4 minutes (RFC 5382 REQ-5), in seconds. */
    public static final int DEFAULT_TCP_ESTABLISHED_SECONDS = 7_440;

    /** The timer of a TCP connection that opens or closes unless told otherwise: 4 minutes (RFC 5382 REQ-5), in seconds. */
    public static final int DEFAULT_TCP_TRANSITORY_SECONDS = 240;

    /** The timer of an ICMP query unless told otherwise: a minute (RFC 5508 REQ-2), in seconds. */
    public static final int DEFAULT_ICMP_SECONDS = 60;

    /** How long a datagram's fragments are followed unless told otherwise, in seconds. */
    public static final int DEFAULT_FRAGMENT_SECONDS = 15;

    /** Datagrams whose fragments are followed in each direction unless told otherwise. */
    public static final int DEFAULT_FRAGMENTED_DATAGRAMS = 1_024;

    /** Fragments that may wait for their first one in each direction unless told otherwise. */
    public static final int DEFAULT_WAITING_FRAGMENTS = 128;

    private static final int MAX_SESSIONS = 1 << 22;
    private static final int MAX_SECONDS = 1 << 24;

    final int outsideInterface;
    final int outsideAddress;
    final BitSet inside = new BitSet();
    final List<Forward> forwards = new ArrayList<>();
    final BitSet reserved = new BitSet();
    Filtering filtering = Filtering.ADDRESS_DEPENDENT;
    boolean refreshesOnInbound;
    int sessions = DEFAULT_SESSIONS;
    int sessionsPerHost = DEFAULT_SESSIONS_PER_HOST;
    int udpSeconds = DEFAULT_UDP_SECONDS;
    int tcpEstablishedSeconds = DEFAULT_TCP_ESTABLISHED_SECONDS;
    int tcpTransitorySeconds = DEFAULT_TCP_TRANSITORY_SECONDS;
    int icmpSeconds = DEFAULT_ICMP_SECONDS;
    int fragmentSeconds = DEFAULT_FRAGMENT_SECONDS;
    int fragmentedDatagrams = DEFAULT_FRAGMENTED_DATAGRAMS;
    int waitingFragments = DEFAULT_WAITING_FRAGMENTS;

    /** A port of the outside address that leads inside. */
    record Forward(int protocol, int outsidePort, int insideAddress, int insidePort) {}

    /**
     * Begins a configuration.
     *
     * @param outsideInterface the index of the interface whose link is outside.
     * @param outsideAddress of that interface, most significant octet first: the one behind which all inside hosts are.
     */
    public NatConfig(final int outsideInterface, final int outsideAddress) {
        this.outsideInterface = outsideInterface;
        this.outsideAddress = outsideAddress;
    }

    /**
     * Adds an interface whose hosts are inside.
     *
     * @param interfaceIndex of the interface.
     * @return this.
     * @throws IllegalArgumentException when it is the outside one.
     */
    public NatConfig inside(final int interfaceIndex) {
        if (interfaceIndex == outsideInterface) {
            throw new IllegalArgumentException("inside: value=" + interfaceIndex + ", which is the outside interface");
        }
        inside.set(interfaceIndex);
        return this;
    }

    /**
     * Opens a port of the outside address to everybody, and leads it to an inside host. It keeps no sessions.
     *
     * @param protocol {@link IpProtocol#TCP} or {@link IpProtocol#UDP}.
     * @param outsidePort 1 to 65,535.
     * @param insideAddress of the host, most significant octet first.
     * @param insidePort 1 to 65,535.
     * @return this.
     * @throws IllegalArgumentException when a value is outside its range, or one of the two ends is forwarded already.
     */
    public NatConfig forward(final int protocol, final int outsidePort, final int insideAddress, final int insidePort) {
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            throw new IllegalArgumentException("protocol: value=" + protocol + ", expected TCP (6) or UDP (17)");
        }
        checkPort(outsidePort);
        checkPort(insidePort);
        for (final Forward other : forwards) {
            final boolean isSameInside = other.insideAddress == insideAddress && other.insidePort == insidePort;
            if (other.protocol == protocol && (other.outsidePort == outsidePort || isSameInside)) {
                throw new IllegalArgumentException(
                        "forward: outside port " + outsidePort + " or its inside end is forwarded already");
            }
        }
        forwards.add(new Forward(protocol, outsidePort, insideAddress, insidePort));
        return this;
    }

    /**
     * Keeps ports of the outside address for the router's own use.
     *
     * @param first 1 to 65,535.
     * @param last not below the first.
     * @return this.
     * @throws IllegalArgumentException when a port is outside its range.
     */
    public NatConfig reserve(final int first, final int last) {
        checkPort(first);
        checkPort(last);
        reserved.set(first, last + 1);
        return this;
    }

    /**
     * Sets who may come in by a mapping: {@link Filtering#ADDRESS_DEPENDENT} unless told otherwise.
     *
     * @param who may.
     * @return this.
     */
    public NatConfig filtering(final Filtering who) {
        filtering = who;
        return this;
    }

    /**
     * Sets whether packets from outside keep a UDP or ICMP session alive (RFC 4787 REQ-6); only those from inside do unless
     * told otherwise, because else a stranger could hold a mapping open for ever. The first answer always does.
     *
     * @param enable whether they do.
     * @return this.
     */
    public NatConfig refreshOnInbound(final boolean enable) {
        refreshesOnInbound = enable;
        return this;
    }

    /**
     * Sets how many sessions are kept, and how many one inside host may have.
     *
     * @param total 1 to 4,194,304.
     * @param perHost 1 to {@code total}.
     * @return this.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public NatConfig sessions(final int total, final int perHost) {
        sessions = inRange("sessions", total, MAX_SESSIONS);
        sessionsPerHost = inRange("sessionsPerHost", perHost, total);
        return this;
    }

    /**
     * Sets the timer of UDP sessions.
     *
     * @param seconds 120 (RFC 4787 REQ-5) to 16,777,216.
     * @return this.
     * @throws IllegalArgumentException when outside the range.
     */
    public NatConfig udpTimeout(final int seconds) {
        udpSeconds = atLeast("udpTimeout", seconds, 120);
        return this;
    }

    /**
     * Sets the timers of TCP connections.
     *
     * @param established 7,440 (RFC 5382 REQ-5) to 16,777,216 seconds.
     * @param transitory 240 (RFC 5382 REQ-5) to 16,777,216 seconds.
     * @return this.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public NatConfig tcpTimeouts(final int established, final int transitory) {
        tcpEstablishedSeconds = atLeast("tcpTimeouts: established", established, 7_440);
        tcpTransitorySeconds = atLeast("tcpTimeouts: transitory", transitory, 240);
        return this;
    }

    /**
     * Sets the timer of ICMP queries.
     *
     * @param seconds 60 (RFC 5508 REQ-2) to 16,777,216.
     * @return this.
     * @throws IllegalArgumentException when outside the range.
     */
    public NatConfig icmpTimeout(final int seconds) {
        icmpSeconds = atLeast("icmpTimeout", seconds, 60);
        return this;
    }

    /**
     * Sets the bounds of what is kept to follow fragments, in each direction.
     *
     * @param datagrams that are followed, 1 to 65,536.
     * @param waiting fragments that may wait for their datagram's first one, 1 to 65,536.
     * @param seconds for which a datagram is followed, 1 to 120.
     * @return this.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public NatConfig fragments(final int datagrams, final int waiting, final int seconds) {
        fragmentedDatagrams = inRange("fragments: datagrams", datagrams, 65_536);
        waitingFragments = inRange("fragments: waiting", waiting, 65_536);
        fragmentSeconds = inRange("fragments: seconds", seconds, 120);
        return this;
    }

    private static void checkPort(final int port) {
        inRange("port", port, 65_535);
    }

    private static int inRange(final String what, final int value, final int limit) {
        if (value < 1 || value > limit) {
            throw new IllegalArgumentException(what + ": value=" + value + ", range=1.." + limit);
        }
        return value;
    }

    private static int atLeast(final String what, final int seconds, final int minimum) {
        if (seconds < minimum || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException(
                    what + ": value=" + seconds + ", range=" + minimum + ".." + MAX_SECONDS + " seconds");
        }
        return seconds;
    }
}
