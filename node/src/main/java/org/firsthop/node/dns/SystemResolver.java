package org.firsthop.node.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.client.DnsAnswer;
import org.firsthop.dns.client.DnsClient;
import org.firsthop.dns.client.DnsRecord;
import org.firsthop.dns.client.HostAddresses;
import org.firsthop.dns.client.HostResolver;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.config.ResolvConf;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.ForwardingConfig;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.ServerList;
import org.jspecify.annotations.Nullable;

/**
 * Finds hosts as the C library of this system does: by its hosts file, then by the servers and search list of its
 * {@code resolv.conf}, with a cache of its own.
 *
 * <p>The resolver runs on one daemon thread, which starts with the first question; both files are read again when they have
 * changed. Free for any thread, virtual ones included: who asks parks.
 */
public final class SystemResolver implements AutoCloseable {
    /** The hosts file of most systems. */
    public static final Path HOSTS = Path.of("/etc/hosts");

    /** The resolver's configuration of most systems. */
    public static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    private static final int SOURCES = 16;
    private static final long CACHE_CAPACITY = 2L * 1024 * 1024;
    private static final String NO_FILE = "";

    private final Path hostsFile;
    private final Path resolvConfFile;
    private final int serverPort;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Setup setup;
    private boolean isClosed;

    /**
     * A resolver that reads nothing yet and has no sockets.
     *
     * @param hostsFile of addresses that no server is asked for; one that is not there is empty.
     * @param resolvConfFile with the servers; one that is not there means the server on this host.
     * @param serverPort where the servers listen, 1 to 65,535; 53 but in a laboratory.
     */
    public SystemResolver(final Path hostsFile, final Path resolvConfFile, final int serverPort) {
        this.hostsFile = hostsFile;
        this.resolvConfFile = resolvConfFile;
        this.serverPort = serverPort;
    }

    /** What the two files said when they were read, and who asks by it. */
    private record Setup(
            FileState hostsState,
            FileState resolvConfState,
            HostsFile hosts,
            ResolverDriver driver,
            DnsClient client,
            HostResolver names,
            long patienceNanos) {}

    /** What tells that a file has changed; {@code null} is a file that is not there. */
    private record FileState(@Nullable Object key, long size, long modified) {
        static FileState of(final Path file) throws IOException {
            try {
                final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new FileState(
                        attributes.fileKey(),
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis());
            } catch (final NoSuchFileException none) {
                return new FileState(null, 0, 0);
            }
        }
    }

    /**
     * Finds the addresses of a host.
     *
     * @param host a name or an address written out.
     * @return what was found; without addresses when the name has none.
     * @throws IOException when a file cannot be read, a socket not be had, or no server answered in time; the message says which.
     * @throws InterruptedException when the thread was interrupted.
     * @throws IllegalArgumentException when the text is neither an address nor a name.
     */
    public HostAddresses addresses(final String host) throws IOException, InterruptedException {
        final Setup now = current();
        try {
            return now.names.addresses(host).get(now.patienceNanos, TimeUnit.NANOSECONDS);
        } catch (final ExecutionException failed) {
            throw new IOException(host + ": " + failed.getMessage(), failed);
        } catch (final TimeoutException late) {
            throw new IOException(host + ": no answer in time", late);
        }
    }

    /**
     * Finds the name of an address: in the hosts file, then by PTR (RFC 1035 section 3.5, RFC 3596 section 2.5).
     *
     * @param address IPv4 as IPv4-mapped.
     * @return the name without its last dot, or {@code null} when the address has none.
     * @throws IOException as {@link #addresses}.
     * @throws InterruptedException when the thread was interrupted.
     */
    public @Nullable String nameOf(final Ipv6Address address) throws IOException, InterruptedException {
        final Setup now = current();
        final String known = now.hosts.nameOf(address);
        if (known != null) {
            return known;
        }
        try {
            final DnsAnswer answer =
                    now.client.lookup(reverseName(address), RecordType.PTR, now.patienceNanos, TimeUnit.NANOSECONDS);
            for (final DnsRecord record : answer.answers()) {
                if (record.type() == RecordType.PTR) {
                    final String name = record.rdataText();
                    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
                }
            }
            return null;
        } catch (final TimeoutException late) {
            throw new IOException(address + ": no answer in time", late);
        }
    }

    /** The name below {@code in-addr.arpa.} or {@code ip6.arpa.} that stands for an address. */
    static DomainName reverseName(final Ipv6Address address) {
        final StringBuilder text = new StringBuilder(WireName.CAPACITY);
        if (address.isIpv4Mapped()) {
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                text.append(address.low() >>> shift & 0xFF).append('.');
            }
            return DomainName.of(text.append("in-addr.arpa."));
        }
        appendNibbles(address.low(), text);
        appendNibbles(address.high(), text);
        return DomainName.of(text.append("ip6.arpa."));
    }

    private static void appendNibbles(final long half, final StringBuilder text) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE / 2) {
            text.append(Character.forDigit((int) (half >>> shift) & 0xF, 16)).append('.');
        }
    }

    private Setup current() throws IOException {
        final FileState hostsState = FileState.of(hostsFile);
        final FileState resolvConfState = FileState.of(resolvConfFile);
        lock.lock();
        try {
            if (isClosed) {
                throw new IOException("the resolver is closed");
            }
            final Setup known = setup;
            if (known != null && known.hostsState.equals(hostsState) && known.resolvConfState.equals(resolvConfState)) {
                return known;
            }
            final Setup next = open(hostsState, resolvConfState);
            if (known != null) {
                known.driver.close();
            }
            setup = next;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private Setup open(final FileState hostsState, final FileState resolvConfState) throws IOException {
        final HostsFile hosts = HostsFile.parse(read(hostsFile));
        final ResolvConf conf = ResolvConf.parse(read(resolvConfFile));
        ServerList servers = ServerList.EMPTY;
        for (final ResolvConf.Server server : conf.servers()) {
            servers = servers.with(server.address().high(), server.address().low(), serverPort);
        }
        final ServerList list = servers;
        final ForwardingConfig forwarding = new ForwardingConfig(
                TimeUnit.SECONDS.toNanos(conf.timeoutSeconds()), conf.attempts(), conf.isRotate(), conf.isUseVc());
        final byte[] key = new byte[ChaChaRandom.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        final ChaChaRandom random = new ChaChaRandom(key);
        final ResolverConfig config =
                ResolverConfig.DEFAULT.withSources(SOURCES).withPriming(false);
        final RrsetCache cache = new RrsetCache(CacheConfig.DEFAULT.withCapacity(CACHE_CAPACITY), random);
        final ResolverDriver driver = new ResolverDriver(
                config,
                outbox -> Resolver.forwarding(config, forwarding, list, cache, random, outbox),
                1,
                System::nanoTime);
        final Thread thread = new Thread(() -> run(driver), "firsthop-resolver");
        thread.setDaemon(true);
        thread.start();
        final DnsClient client = new DnsClient(driver);
        // One question has the resolver's deadline; a host's has one for each name of the search list, and A and AAAA
        // at once.
        final long patience = config.deadlineNanos() * (conf.search().size() + 2);
        return new Setup(
                hostsState,
                resolvConfState,
                hosts,
                driver,
                client,
                new HostResolver(client, hosts, conf, Runnable::run, OwnAddresses.order()),
                patience);
    }

    private static void run(final ResolverDriver driver) {
        try {
            driver.run();
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String read(final Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (final NoSuchFileException none) {
            return NO_FILE;
        }
    }

    /** Ends the thread and closes the sockets; questions under way fail. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            if (setup != null) {
                setup.driver.close();
                setup = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
