package org.firsthop.dns.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * A hosts file (hosts(5)): an address, its canonical name, and aliases, a line each.
 *
 * <p>Read as glibc's {@code nss_files} reads it: {@code #} begins a comment anywhere; fields part at white space, of which a
 * carriage return is some; a line without a name, or whose first field is no address, is skipped. Names compare without
 * regard to case. A name may stand on several lines and then has the addresses of all, in the order of the file. For IPv4,
 * {@code ::1} stands for 127.0.0.1, and an IPv4-mapped address for the address it maps.
 *
 * <p>Immutable, free for any thread.
 */
public final class HostsFile {
    /** A file without lines. */
    public static final HostsFile EMPTY = new HostsFile(Map.of(), Map.of(), List.of());

    private static final int LOOPBACK = 0x7F00_0001;

    private static final class Host {
        final String canonicalName;
        final Set<Integer> ipv4 = new LinkedHashSet<>();
        final Set<Ipv6Address> ipv6 = new LinkedHashSet<>();

        Host(final String canonicalName) {
            this.canonicalName = canonicalName;
        }
    }

    private final Map<String, Host> hosts;
    private final Map<Ipv6Address, String> names;
    private final List<ConfigProblem> problems;

    private HostsFile(
            final Map<String, Host> hosts, final Map<Ipv6Address, String> names, final List<ConfigProblem> problems) {
        this.hosts = hosts;
        this.names = names;
        this.problems = problems;
    }

    /**
     * Reads a hosts file.
     *
     * @param text of the whole file.
     * @return what it says.
     */
    public static HostsFile parse(final String text) {
        final Map<String, Host> hosts = new HashMap<>();
        final Map<Ipv6Address, String> names = new HashMap<>();
        final List<ConfigProblem> problems = new ArrayList<>();
        int number = 0;
        for (final String line : text.split("\n", -1)) {
            number++;
            final int comment = line.indexOf('#');
            final String content = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (content.isEmpty()) {
                continue;
            }
            final String[] fields = content.split("[ \\t\\x0B\\f\\r]+", -1);
            final Ipv6Address address = address(fields[0]);
            if (address == null) {
                problems.add(new ConfigProblem(number, "expected an address, found '" + fields[0] + "'"));
            } else if (fields.length == 1) {
                problems.add(new ConfigProblem(number, "expected a name after " + fields[0]));
            } else {
                add(hosts, names, address, fields);
            }
        }
        return new HostsFile(hosts, names, List.copyOf(problems));
    }

    private static @Nullable Ipv6Address address(final String text) {
        try {
            return text.indexOf(':') < 0 ? Ipv6Address.ofIpv4Mapped(Ipv4Address.parse(text)) : Ipv6Address.parse(text);
        } catch (final AddressSyntaxException e) {
            return null;
        }
    }

    private static void add(
            final Map<String, Host> hosts,
            final Map<Ipv6Address, String> names,
            final Ipv6Address address,
            final String[] fields) {
        names.putIfAbsent(address, fields[1]);
        for (int i = 1; i < fields.length; i++) {
            final Host host = hosts.computeIfAbsent(key(fields[i]), ignored -> new Host(fields[1]));
            if (address.isIpv4Mapped()) {
                host.ipv4.add(address.embeddedIpv4());
            } else {
                host.ipv6.add(address);
                if (address.isLoopback()) {
                    host.ipv4.add(LOOPBACK);
                }
            }
        }
    }

    private static String key(final String name) {
        final String folded = name.toLowerCase(Locale.ROOT);
        return folded.endsWith(".") ? folded.substring(0, folded.length() - 1) : folded;
    }

    /** {@return the lines that were skipped} */
    public List<ConfigProblem> problems() {
        return problems;
    }

    /**
     * Tells whether a name stands in the file.
     *
     * @param name in any case, with or without a final dot.
     * @return whether it has an address of any family.
     */
    public boolean contains(final String name) {
        return hosts.containsKey(key(name));
    }

    /**
     * The IPv4 addresses of a name, in the order of the file.
     *
     * @param name in any case, with or without a final dot.
     * @return the addresses, most significant octet first; none when the name is not there or has none.
     */
    public List<Integer> ipv4(final String name) {
        final Host host = hosts.get(key(name));
        return host == null ? List.of() : List.copyOf(host.ipv4);
    }

    /**
     * The IPv6 addresses of a name, in the order of the file.
     *
     * @param name in any case, with or without a final dot.
     * @return the addresses; none when the name is not there or has none.
     */
    public List<Ipv6Address> ipv6(final String name) {
        final Host host = hosts.get(key(name));
        return host == null ? List.of() : List.copyOf(host.ipv6);
    }

    /**
     * The first name of the line that a name first stands on.
     *
     * @param name in any case, with or without a final dot.
     * @return the canonical name as the file spells it, or {@code null} when the name is not there.
     */
    public @Nullable String canonicalName(final String name) {
        final Host host = hosts.get(key(name));
        return host == null ? null : host.canonicalName;
    }

    /**
     * The canonical name of an address.
     *
     * @param address IPv4 as IPv4-mapped.
     * @return the name on the first line that has the address, or {@code null}.
     */
    public @Nullable String nameOf(final Ipv6Address address) {
        return names.get(address);
    }
}
