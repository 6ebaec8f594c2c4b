package org.firsthop.forwarding.bridge;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.core.wire.VlanTagFlyweight;
import org.jspecify.annotations.Nullable;

/**
 * A learning switch: the stages of this package wired over given ports.
 *
 * <pre>{@code
 * Worker worker = new Bridge("br0", frames, hash)
 *         .port(office, BridgePort.access(10))
 *         .port(guests, BridgePort.access(20))
 *         .port(uplink, BridgePort.trunk(10, 20))
 *         .worker(clock);
 * }</pre>
 *
 * <p>One worker has all ports of a bridge, and the table of stations with them.
 */
public final class Bridge {
    private static final int MAX_PORTS = 1_024;

    private final String name;
    private final FrameAllocator frames;
    private final SipHash hash;
    private final List<Port> ports = new ArrayList<>();
    private final List<BridgePort> configs = new ArrayList<>();
    private final List<Station> stations = new ArrayList<>();
    private int capacity = MacTable.DEFAULT_CAPACITY;
    private int ageingSeconds = MacTable.DEFAULT_AGEING_SECONDS;
    private @Nullable MacTable table;

    /** A station that was configured. */
    private record Station(int vlan, long mac, int port) {}

    /**
     * Begins a bridge.
     *
     * @param name of the bridge and its worker, such as {@code br0}.
     * @param frames the allocator of the thread that will run the worker.
     * @param hash of stations, under a key that nobody outside knows.
     */
    public Bridge(final String name, final FrameAllocator frames, final SipHash hash) {
        this.name = name;
        this.frames = frames;
        this.hash = hash;
    }

    /**
     * Adds a port of a bridge without VLANs.
     *
     * @param port whose index is the number of ports so far.
     * @return this.
     */
    public Bridge port(final Port port) {
        return port(port, BridgePort.plain());
    }

    /**
     * Adds a port.
     *
     * @param port whose index is the number of ports so far.
     * @param config what it may do.
     * @return this.
     */
    public Bridge port(final Port port, final BridgePort config) {
        ports.add(port);
        configs.add(config);
        return this;
    }

    /**
     * Sets how many stations the table holds: {@value MacTable#DEFAULT_CAPACITY} unless told otherwise.
     *
     * @param count at least 1 for each port, at most 16,777,216.
     * @return this.
     */
    public Bridge stations(final int count) {
        capacity = count;
        return this;
    }

    /**
     * Sets after how long a silence a station is forgotten: {@value MacTable#DEFAULT_AGEING_SECONDS} seconds unless told
     * otherwise.
     *
     * @param seconds 1 to 1,000,000.
     * @return this.
     * @throws IllegalArgumentException when outside the range.
     */
    public Bridge ageing(final int seconds) {
        if (seconds < 1 || seconds > MacTable.MAX_AGEING_SECONDS) {
            throw new IllegalArgumentException(
                    "ageing: value=" + seconds + ", range=1.." + MacTable.MAX_AGEING_SECONDS + " seconds");
        }
        ageingSeconds = seconds;
        return this;
    }

    /**
     * Configures a station that is at one port for good: it is never forgotten and never moves.
     *
     * @param vlan 1 to 4,094.
     * @param mac its address in the low 48 bits.
     * @param port the index of its port.
     * @return this.
     * @throws IllegalArgumentException when the VLAN is outside its range, or the address is no station's.
     */
    public Bridge station(final int vlan, final long mac, final int port) {
        if (!MacAddress.isStation(mac)) {
            throw new IllegalArgumentException(
                    "mac: value=" + MacAddress.toString(mac) + ", expected a station's address");
        }
        stations.add(new Station(BridgePort.checkedVlan(vlan), mac, port));
        return this;
    }

    /**
     * Wires the bridge.
     *
     * @param clock the time that stages see, in nanoseconds.
     * @return the worker, to be run by an agent runner or a loop.
     * @throws IllegalArgumentException when there is no port or too many, the table has no room for the ports' shares, or
     *     the pool has no headroom for a VLAN tag.
     * @throws IllegalStateException when a port's share has no room for its configured stations.
     */
    public Worker worker(final NanoClock clock) {
        checkPorts();
        final PortTable portTable = new PortTable(configs);
        final MacTable macs = new MacTable(shares(), ageingSeconds, hash);
        stations.forEach(s -> macs.configure(s.vlan, s.mac, s.port));
        table = macs;

        final BridgeInput input = new BridgeInput(portTable, frames);
        final BridgeLearn learn = new BridgeLearn(macs, frames);
        final BridgeForward forward = new BridgeForward(portTable, macs, new StormLimit(configs), frames);
        final StageGraph.Builder graph =
                StageGraph.builder().connect(input.learn, learn).connect(learn.forward, forward);
        final Worker.Builder worker = Worker.builder(name, clock);
        for (int i = 0; i < ports.size(); i++) {
            final Port port = ports.get(i);
            final VlanOutput output = new VlanOutput(port.name(), portTable, i, frames);
            graph.connect(forward.to(i), output).connect(output.send, new PortOutput(port, frames));
            worker.source(port, i, input);
        }
        return worker.build(graph.build());
    }

    /**
     * The stations of the bridge that was wired last.
     *
     * @return their table, which belongs to the worker's thread.
     * @throws IllegalStateException when no worker was made yet.
     */
    public MacTable stations() {
        if (table == null) {
            throw new IllegalStateException("bridge " + name + " has no worker yet");
        }
        return table;
    }

    /**
     * Prints the stations as {@code bridge -s fdb show} does: one a line with port, VLAN and the seconds since it was heard.
     * For the worker's thread, or while it rests.
     *
     * @return the lines, each with its end.
     * @throws IllegalStateException when no worker was made yet.
     */
    public String fdb() {
        final StringBuilder text = new StringBuilder();
        stations().forEach((vlan, mac, port, idleSeconds, isConfigured) -> {
            MacAddress.append(mac, text);
            text.append(" dev ").append(ports.get(port).name()).append(" vlan ").append(vlan);
            text.append(" used ").append(idleSeconds).append(" master ").append(name);
            text.append(isConfigured ? " static\n" : "\n");
        });
        return text.toString();
    }

    private void checkPorts() {
        if (ports.isEmpty() || ports.size() > MAX_PORTS) {
            throw new IllegalArgumentException("ports: value=" + ports.size() + ", range=1.." + MAX_PORTS);
        }
        for (final Station station : stations) {
            if (station.port < 0 || station.port >= ports.size()) {
                throw new IllegalArgumentException("station " + MacAddress.toString(station.mac) + ": port: value="
                        + station.port + ", limit=" + (ports.size() - 1));
            }
        }
        final int headroom = frames.pool().headroom();
        if (headroom < VlanTagFlyweight.LENGTH) {
            throw new IllegalArgumentException(
                    "headroom: value=" + headroom + ", minimum=" + VlanTagFlyweight.LENGTH + " for a VLAN tag");
        }
    }

    /** Each port's share of the table: its own limit, or an equal part of what those with a limit leave. */
    private int[] shares() {
        if (capacity > MacTable.MAX_CAPACITY) {
            throw new IllegalArgumentException("stations: value=" + capacity + ", limit=" + MacTable.MAX_CAPACITY);
        }
        long left = capacity;
        int sharers = 0;
        for (final BridgePort config : configs) {
            left -= config.macLimit;
            sharers += config.macLimit == 0 ? 1 : 0;
        }
        if (left < sharers) {
            throw new IllegalArgumentException("stations: value=" + capacity + ", but ports have limits of "
                    + (capacity - left) + " together and " + sharers + " others need a share");
        }
        final int share = sharers == 0 ? 0 : (int) (left / sharers);
        return configs.stream()
                .mapToInt(config -> config.macLimit == 0 ? share : config.macLimit)
                .toArray();
    }
}
