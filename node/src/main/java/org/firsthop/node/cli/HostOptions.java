package org.firsthop.node.cli;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.hash.SipHash;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.config.ResolvConf;
import org.firsthop.dns.resolver.ForwardingConfig;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.node.config.IpAddress;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.host.ConnectObserver;
import org.firsthop.node.host.Connector;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.ResolverEndpoint;
import org.firsthop.node.live.FrameWatcher;
import org.firsthop.node.live.HostSpec;
import org.firsthop.node.live.InterfaceSpec;
import org.firsthop.node.live.LiveHost;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.firsthop.tcp.TcpEngineBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that make a host on a live interface. */
final class HostOptions {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int DEFAULT_MTU = 1_500;
    private static final int MIN_MTU = 576;
    private static final int MAX_PACKET = 65_535;
    private static final int FRAMES = 1_024;

    /** Octets of all frames: what the pool can address, less its alignment. */
    private static final int MAX_POOL = Integer.MAX_VALUE - (4 << 20);

    private static final long LOCAL_UNICAST = 0x0200_0000_0000L;
    private static final long LOW_40_BITS = 0xFF_FFFF_FFFFL;

    /** Stands in for the first address where there is none yet. */
    private static final IpAddress NO_ADDRESS = new IpAddress(true, 0, 0);

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs the command.
    private CommandSpec command;

    @Option(names = "--interface", paramLabel = "IF", description = "The interface whose link the host is on.")
    private @Nullable String interfaceName;

    @Option(
            names = "--address",
            paramLabel = "A/LEN",
            description = "An address of the host, with its link's prefix length. Repeatable, IPv4 and IPv6.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--gateway",
            paramLabel = "A",
            description = "The router to all other networks. Repeatable, one for each family.")
    private List<String> gateways = new ArrayList<>();

    @Option(
            names = "--autoconf",
            description = "Let the link's routers configure the host for IPv6: addresses, gateway and resolvers.")
    private boolean isAutoconfigured;

    @Option(
            names = "--port-kind",
            paramLabel = "KIND",
            description = "How to attach: packet, xdp or tap; packet by default.")
    private PortKind kind = PortKind.PACKET;

    @Option(
            names = "--mac",
            paramLabel = "MAC",
            description = "The host's link address, not the kernel's own; by default one that follows from interface"
                    + " and address.")
    private @Nullable String macText;

    @Option(names = "--mtu", paramLabel = "OCTETS", description = "The largest packet; the interface's by default.")
    private int mtu;

    @Option(
            names = "--dns",
            paramLabel = "ADDR[:PORT]",
            description = "A resolver to ask, repeatable; those of /etc/resolv.conf by default.")
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--frames",
            paramLabel = "COUNT",
            description = "Frames that the host has; 1024 by default, 16384 with xdp.")
    private int frames;

    @Option(
            names = "--no-dad",
            description = "Use the addresses at once, without the seconds that it takes to make sure that nobody else"
                    + " has them.")
    private boolean withoutDuplicateDetection;

    /** Makes sure that none is given where there is no interface. */
    void requireNone() {
        if (!addresses.isEmpty()
                || !gateways.isEmpty()
                || !servers.isEmpty()
                || macText != null
                || mtu != 0
                || frames != 0
                || kind != PortKind.PACKET
                || isAutoconfigured
                || withoutDuplicateDetection) {
            throw usage("--address, --gateway, --autoconf, --port-kind, --mac, --mtu, --dns, --frames and --no-dad need"
                    + " --interface");
        }
    }

    /** {@return whether a live interface was named} */
    boolean isLive() {
        return interfaceName != null;
    }

    /**
     * Starts the host, and returns when its addresses are its own.
     *
     * @param host to be.
     * @param pcap written with what passes, or {@code null}.
     * @param watcher sees what passes, or {@code null}.
     */
    LiveHost start(
            final HostSpec host,
            final Console console,
            final TcpEngineBuilder tcp,
            final @Nullable Path pcap,
            final @Nullable FrameWatcher watcher)
            throws IOException {
        final Map<String, Path> captures = new LinkedHashMap<>();
        if (pcap != null) {
            captures.put(host.attachment().name(), pcap);
        }
        // Room for a datagram of any length, put together from fragments; AF_XDP has slots of a page at most.
        final int slotLength = kind == PortKind.XDP
                ? LiveOptions.slotLength(host.attachment().mtu(), true)
                : LiveOptions.slotLength(MAX_PACKET, false);
        final int count = frames != 0 ? frames : kind == PortKind.XDP ? NodeOptions.DEFAULT.frames() : FRAMES;
        final int limit = MAX_POOL / slotLength;
        if (count < NodeOptions.MIN_FRAMES || count > limit) {
            throw usage("--frames: value=" + count + ", limits=" + NodeOptions.MIN_FRAMES + " to " + limit);
        }
        final LiveHost live =
                LiveHost.start(host, new NodeOptions(1, count, slotLength, false, captures, null), tcp, watcher);
        try {
            if (isAutoconfigured) {
                console.err().println("firsthop: waiting for a router of the link to configure the host");
            } else if (!withoutDuplicateDetection) {
                console.err()
                        .println("firsthop: making sure that nobody else has " + String.join(", ", addresses)
                                + " (--no-dad leaves it out)");
            }
            final List<String> duplicates = ready(live);
            if (!duplicates.isEmpty()) {
                throw new InputException(
                        host.attachment().name() + ": another station has " + String.join(", ", duplicates));
            }
            return live;
        } catch (final IOException | RuntimeException e) {
            live.close();
            throw e;
        }
    }

    private static List<String> ready(final LiveHost live) throws IOException {
        try {
            return live.ready().join();
        } catch (final CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** {@return the host that the options describe} */
    HostSpec spec() throws IOException {
        if (interfaceName == null) {
            throw usage("Missing required option: '--interface=IF'");
        }
        if (addresses.isEmpty() && !isAutoconfigured) {
            throw usage("Missing required option: '--address=A/LEN' or '--autoconf'");
        }
        final List<RouterConfig.InterfaceAddress> own = new ArrayList<>();
        for (final String text : addresses) {
            own.add(address(text));
        }
        final List<IpAddress> routers = new ArrayList<>();
        for (final String text : gateways) {
            final IpAddress gateway = plainAddress("--gateway", text);
            if (routers.stream().anyMatch(other -> other.isIpv6() == gateway.isIpv6())) {
                throw usage("--gateway " + text + ": there is one of this family already");
            }
            routers.add(gateway);
        }
        final @Nullable NetworkInterface device = device(interfaceName);
        final long mac;
        try {
            mac = macText == null
                    ? ownMac(device, own.isEmpty() ? NO_ADDRESS : own.get(0).address())
                    : MacAddress.parse(macText);
        } catch (final AddressSyntaxException e) {
            throw usage("--mac: " + e.getMessage());
        }
        return new HostSpec(
                new InterfaceSpec(interfaceName, kind, mtu(device)),
                mac,
                own,
                routers,
                !withoutDuplicateDetection,
                isAutoconfigured);
    }

    private int mtu(final @Nullable NetworkInterface device) throws SocketException {
        final int chosen = mtu != 0 ? mtu : device == null ? DEFAULT_MTU : Math.min(MAX_PACKET, device.getMTU());
        if (chosen < MIN_MTU || chosen > MAX_PACKET) {
            throw usage("--mtu: value=" + chosen + ", limits=" + MIN_MTU + " to " + MAX_PACKET);
        }
        return chosen;
    }

    private static @Nullable NetworkInterface device(final String name) throws SocketException {
        return NetworkInterface.getByName(name);
    }

    /** A locally administered link address: the same each time on one interface, so that neighbors are not confused. */
    private long ownMac(final @Nullable NetworkInterface device, final IpAddress address) throws SocketException {
        final byte[] hardware = device == null || kind == PortKind.TAP ? null : device.getHardwareAddress();
        if (hardware == null) {
            return LOCAL_UNICAST | (new SecureRandom().nextLong() & LOW_40_BITS);
        }
        long seed = 0;
        for (final byte octet : hardware) {
            seed = seed << Byte.SIZE | (octet & 0xFF);
        }
        return LOCAL_UNICAST | (SipHash.sipHash13(seed, address.high()).hash(address.low()) & LOW_40_BITS);
    }

    private RouterConfig.InterfaceAddress address(final String text) {
        final int slash = text.indexOf('/');
        final IpAddress address = plainAddress("--address", slash < 0 ? text : text.substring(0, slash));
        final int limit = address.isIpv6() ? 128 : 32;
        final String digits = slash < 0 ? "" : text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > limit) {
            throw usage("--address " + text + ": expected a slash and a prefix length of 0 to " + limit
                    + " behind the address");
        }
        return new RouterConfig.InterfaceAddress(address, Integer.parseInt(digits));
    }

    private IpAddress plainAddress(final String option, final String text) {
        try {
            return IpAddress.parse(text);
        } catch (final AddressSyntaxException e) {
            throw usage(option + ": " + e.getMessage());
        }
    }

    /** What the host's resolver asks, and how. */
    record Resolvers(ServerList servers, ForwardingConfig habits, ResolvConf conf) {}

    /**
     * The resolvers that are to be asked: those of the options, or else those that routers have advertised, or else this machine's.
     *
     * @param useIpv6 whether to ask for IPv6 addresses.
     * @param advertised by routers.
     */
    Resolvers resolvers(final boolean useIpv6, final List<Ipv6Address> advertised) throws IOException {
        ServerList list = ServerList.EMPTY;
        final StringBuilder text = new StringBuilder();
        for (final String each : servers) {
            final SocketAddressText server = SocketAddressText.parse(each, ServerList.DNS_PORT);
            if (server == null || server.port() == 0) {
                throw usage("--dns: value=" + each + ", expected such as 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53");
            }
            list = list.with(server.address().high(), server.address().low(), server.port());
            text.append("nameserver ")
                    .append(Endpoint.addressText(server.address()))
                    .append('\n');
        }
        for (final Ipv6Address each : servers.isEmpty() ? advertised : List.<Ipv6Address>of()) {
            list = list.with(each.high(), each.low(), ServerList.DNS_PORT);
            text.append("nameserver ").append(each).append('\n');
        }
        final boolean isThisMachines = list.size() == 0;
        if (isThisMachines) {
            text.append(resolvConf());
        }
        final ResolvConf conf = ResolvConf.parse(
                text.append(useIpv6 ? "" : "\noptions no-aaaa\n").toString());
        if (isThisMachines) {
            for (final ResolvConf.Server server : conf.servers()) {
                final Ipv6Address address = server.address();
                if (!isLoopback(address)) {
                    list = list.with(address.high(), address.low(), ServerList.DNS_PORT);
                }
            }
        }
        final ForwardingConfig habits = new ForwardingConfig(
                TimeUnit.SECONDS.toNanos(conf.timeoutSeconds()), conf.attempts(), conf.isRotate(), conf.isUseVc());
        return new Resolvers(list, habits, conf);
    }

    /** Whether an address is this machine's own loopback, which is not the host's. */
    private static boolean isLoopback(final Ipv6Address address) {
        return address.isIpv4Mapped()
                ? address.embeddedIpv4() >>> 24 == 127
                : Ipv6Address.isLoopback(address.high(), address.low());
    }

    /**
     * Makes what connects a host to URLs.
     *
     * @param host that connects.
     * @param timeoutNs for one URL.
     * @param observer told each step.
     * @param resolver told the resolver that is asked.
     */
    Connector connector(
            final Host host, final long timeoutNs, final ConnectObserver observer, final Consumer<Resolver> resolver)
            throws IOException {
        final boolean useIpv6 = host.addresses().hasGlobalIpv6();
        final Resolvers resolvers = resolvers(
                useIpv6,
                host.autoconfigurations().stream()
                        .flatMap(each -> each.dnsServers().stream())
                        .toList());
        final ResolverEndpoint stub = host.stubResolver(resolvers.servers(), resolvers.habits());
        resolver.accept(stub.resolver());
        return new Connector(host, stub, HostsFile.EMPTY, resolvers.conf(), useIpv6, timeoutNs, observer);
    }

    private static String resolvConf() throws IOException {
        try {
            return Files.readString(RESOLV_CONF);
        } catch (final NoSuchFileException none) {
            return "";
        }
    }

    private ParameterException usage(final String problem) {
        return new ParameterException(command.commandLine(), problem);
    }
}
