package org.firsthop.dns.config;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.name.DomainName;
import org.jspecify.annotations.Nullable;

/**
 * A resolver configuration (resolv.conf(5)): servers, search list, options.
 *
 * <p>Read as glibc reads it: a line whose first character is {@code #} or {@code ;} is a comment; a keyword begins at the
 * start of its line and is followed by a space or a tab; what is not understood is skipped; of {@code domain} and {@code
 * search} the last counts; at most {@value #MAX_SERVERS} servers count; what stands behind a server's address is ignored;
 * numbers above a limit become the limit. Without a server the one on this host is asked.
 *
 * <p>Immutable, free for any thread.
 */
public final class ResolvConf {
    /** Servers beyond the third are ignored ({@code MAXNS}). */
    public static final int MAX_SERVERS = 3;

    /** The greatest {@code ndots} ({@code RES_MAXNDOTS}). */
    public static final int MAX_NDOTS = 15;

    /** The greatest {@code timeout} in seconds ({@code RES_MAXRETRANS}). */
    public static final int MAX_TIMEOUT = 30;

    /** The greatest {@code attempts} ({@code RES_MAXRETRY}). */
    public static final int MAX_ATTEMPTS = 5;

    /** What an empty file says: the server on this host, no search list, ndots 1, 5 s, 2 attempts. */
    public static final ResolvConf DEFAULT = parse("");

    private static final int DEFAULT_TIMEOUT = 5;
    private static final int DEFAULT_ATTEMPTS = 2;
    private static final int LOOPBACK = 0x7F00_0001;

    /**
     * A server.
     *
     * @param address IPv4 as IPv4-mapped.
     * @param scope the zone of a link-local address, such as {@code eth0} (RFC 4007 section 11), or the empty text.
     */
    public record Server(Ipv6Address address, String scope) {}

    private final List<Server> servers = new ArrayList<>();
    private final List<ConfigProblem> problems = new ArrayList<>();
    private List<DomainName> search = List.of();
    private int ndots = 1;
    private int timeoutSeconds = DEFAULT_TIMEOUT;
    private int attempts = DEFAULT_ATTEMPTS;
    private boolean rotate;
    private boolean edns0;
    private boolean useVc;
    private boolean singleRequest;
    private boolean noTldQuery;
    private boolean noAaaa;
    private boolean trustAd;

    private ResolvConf() {}

    /**
     * Reads a configuration.
     *
     * @param text of the whole file.
     * @return what it says.
     */
    public static ResolvConf parse(final String text) {
        return parse(text, null, null, null);
    }

    /**
     * Reads a configuration, with what glibc takes from beside the file.
     *
     * @param text of the whole file.
     * @param hostName of this host, whose domain is the search list where the file has none, or {@code null}.
     * @param localDomain the environment's {@code LOCALDOMAIN}, in place of the file's search list, or {@code null}.
     * @param resOptions the environment's {@code RES_OPTIONS}, after the file's options, or {@code null}.
     * @return what they say.
     */
    public static ResolvConf parse(
            final String text,
            final @Nullable String hostName,
            final @Nullable String localDomain,
            final @Nullable String resOptions) {
        final ResolvConf conf = new ResolvConf();
        boolean searchSeen = false;
        int number = 0;
        for (final String line : text.split("\n", -1)) {
            number++;
            searchSeen |= conf.line(line, number);
        }
        if (localDomain != null) {
            conf.search(words(localDomain), 0, 0);
        } else if (!searchSeen && hostName != null && hostName.indexOf('.') >= 0) {
            conf.search(new String[] {hostName.substring(hostName.indexOf('.') + 1)}, 0, 0);
        }
        if (resOptions != null) {
            conf.options(words(resOptions), 0, 0);
        }
        if (conf.servers.isEmpty()) {
            conf.servers.add(new Server(Ipv6Address.ofIpv4Mapped(LOOPBACK), ""));
        }
        return conf;
    }

    /** Reads a line; {@code true} when it set the search list. */
    private boolean line(final String line, final int number) {
        if (line.isBlank() || line.charAt(0) == '#' || line.charAt(0) == ';') {
            return false;
        }
        final String[] words = words(line);
        if (isKeyword(line, "nameserver")) {
            addServer(words.length > 1 ? words[1] : "", number);
        } else if (isKeyword(line, "domain") && words.length > 1) {
            search(new String[] {words[1]}, 0, number);
            return true;
        } else if (isKeyword(line, "search") && words.length > 1) {
            search(words, 1, number);
            return true;
        } else if (isKeyword(line, "options")) {
            options(words, 1, number);
        } else if (!isKeyword(line, "sortlist")) {
            problems.add(new ConfigProblem(number, "not understood: '" + line.trim() + "'"));
        }
        return false;
    }

    private static String[] words(final String text) {
        return text.trim().split("[ \\t]+", -1);
    }

    private static boolean isKeyword(final String line, final String keyword) {
        return line.startsWith(keyword)
                && line.length() > keyword.length()
                && (line.charAt(keyword.length()) == ' ' || line.charAt(keyword.length()) == '\t');
    }

    private void addServer(final String text, final int number) {
        final Server server = server(text);
        if (server == null) {
            problems.add(new ConfigProblem(number, "expected an address, found '" + text + "'"));
        } else if (servers.size() == MAX_SERVERS) {
            problems.add(new ConfigProblem(number, "server ignored: only " + MAX_SERVERS + " count"));
        } else {
            servers.add(server);
        }
    }

    private static @Nullable Server server(final String text) {
        final long ipv4 = InetAton.parse(text);
        if (ipv4 >= 0) {
            return new Server(Ipv6Address.ofIpv4Mapped((int) ipv4), "");
        }
        final int percent = text.indexOf('%');
        try {
            return percent < 0
                    ? new Server(Ipv6Address.parse(text), "")
                    : new Server(Ipv6Address.parse(text, 0, percent), text.substring(percent + 1));
        } catch (final AddressSyntaxException e) {
            return null;
        }
    }

    private void search(final String[] words, final int from, final int number) {
        final List<DomainName> domains = new ArrayList<>();
        for (int i = from; i < words.length; i++) {
            try {
                // glibc skips a leading dot; a dot alone is the root.
                final boolean dotted = words[i].length() > 1 && words[i].charAt(0) == '.';
                domains.add(DomainName.of(dotted ? words[i].substring(1) : words[i]));
            } catch (final IllegalArgumentException e) {
                problems.add(new ConfigProblem(number, "not a domain name: '" + words[i] + "'"));
            }
        }
        search = List.copyOf(domains);
    }

    /** Compares prefixes as glibc does: {@code rotated} is {@code rotate}. */
    private void options(final String[] words, final int from, final int number) {
        for (int i = from; i < words.length; i++) {
            final String word = words[i];
            if (word.startsWith("ndots:")) {
                ndots = number(word, MAX_NDOTS);
            } else if (word.startsWith("timeout:")) {
                timeoutSeconds = Math.max(1, number(word, MAX_TIMEOUT));
            } else if (word.startsWith("attempts:")) {
                attempts = Math.max(1, number(word, MAX_ATTEMPTS));
            } else if (!flag(word.trim()) && !word.isBlank()) {
                problems.add(new ConfigProblem(number, "option not understood: '" + word + "'"));
            }
        }
    }

    private boolean flag(final String word) {
        if (word.startsWith("rotate")) {
            rotate = true;
        } else if (word.startsWith("edns0")) {
            edns0 = true;
        } else if (word.startsWith("use-vc")) {
            useVc = true;
        } else if (word.startsWith("single-request")) {
            singleRequest = true;
        } else if (word.startsWith("no_tld_query") || word.startsWith("no-tld-query")) {
            noTldQuery = true;
        } else if (word.startsWith("no-aaaa")) {
            noAaaa = true;
        } else if (word.startsWith("trust-ad")) {
            trustAd = true;
        } else {
            // Known to glibc and without a meaning here: whoever reads the file decides when, and names go unchecked.
            return word.startsWith("no-reload")
                    || word.startsWith("debug")
                    || word.startsWith("inet6")
                    || word.startsWith("no-check-names")
                    || word.startsWith("strict-error")
                    || word.startsWith("ip6-");
        }
        return true;
    }

    /** The digits behind the colon as {@code atoi} reads them, at most a limit; none are 0. */
    private static int number(final String word, final int limit) {
        int value = 0;
        for (int i = word.indexOf(':') + 1; i < word.length() && Character.isDigit(word.charAt(i)); i++) {
            value = Math.min(limit, 10 * value + Character.digit(word.charAt(i), 10));
        }
        return value;
    }

    /** {@return the servers in the order of the file, 1 to {@link #MAX_SERVERS}} */
    public List<Server> servers() {
        return List.copyOf(servers);
    }

    /** {@return the search list, absolute names in order} */
    public List<DomainName> search() {
        return search;
    }

    /** {@return dots that a name must have to be tried as it is first: 0 to {@link #MAX_NDOTS}} */
    public int ndots() {
        return ndots;
    }

    /** {@return seconds to wait for a server: 1 to {@link #MAX_TIMEOUT}} */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** {@return rounds through the servers: 1 to {@link #MAX_ATTEMPTS}} */
    public int attempts() {
        return attempts;
    }

    /** {@return whether questions begin with each server in turn} */
    public boolean isRotate() {
        return rotate;
    }

    /** {@return whether EDNS is asked for} */
    public boolean isEdns0() {
        return edns0;
    }

    /** {@return whether TCP is used from the start} */
    public boolean isUseVc() {
        return useVc;
    }

    /** {@return whether A and AAAA are asked one after the other} */
    public boolean isSingleRequest() {
        return singleRequest;
    }

    /** {@return whether a name without a dot is never tried as it is} */
    public boolean isNoTldQuery() {
        return noTldQuery;
    }

    /** {@return whether AAAA is not asked for} */
    public boolean isNoAaaa() {
        return noAaaa;
    }

    /** {@return whether the servers' word that data is authentic (AD) is believed} */
    public boolean isTrustAd() {
        return trustAd;
    }

    /** {@return what was skipped; line 0 is the environment} */
    public List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }
}
