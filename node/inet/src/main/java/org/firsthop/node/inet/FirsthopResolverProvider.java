package org.firsthop.node.inet;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Path;
import org.firsthop.node.dns.SystemResolver;

/**
 * Gives the JDK {@link SystemResolver} for all its name lookups (JEP 418, JDK 18 and later); a JDK 17 does not look here.
 *
 * <p>Three system properties, read once, change where it looks: {@value #HOSTS_PROPERTY}, {@value #RESOLV_CONF_PROPERTY} and
 * {@value #PORT_PROPERTY}.
 */
public final class FirsthopResolverProvider extends InetAddressResolverProvider {
    /** A hosts file in the place of {@code /etc/hosts}. */
    public static final String HOSTS_PROPERTY = "firsthop.inet.hosts";

    /** A configuration in the place of {@code /etc/resolv.conf}. */
    public static final String RESOLV_CONF_PROPERTY = "firsthop.inet.resolv.conf";

    /** The port of its servers, 53 by default. */
    public static final String PORT_PROPERTY = "firsthop.inet.port";

    private static final int DNS_PORT = 53;

    /** A provider; the JDK makes it. */
    public FirsthopResolverProvider() {}

    @Override
    public InetAddressResolver get(final Configuration configuration) {
        return new SystemAddressResolver(new SystemResolver(
                path(HOSTS_PROPERTY, SystemResolver.HOSTS),
                path(RESOLV_CONF_PROPERTY, SystemResolver.RESOLV_CONF),
                Integer.getInteger(PORT_PROPERTY, DNS_PORT)));
    }

    private static Path path(final String property, final Path usual) {
        final String given = System.getProperty(property);
        return given == null ? usual : Path.of(given);
    }

    @Override
    public String name() {
        return "firsthop";
    }
}
