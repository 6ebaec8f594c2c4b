package java.net.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** The shape of the JDK's interface, for compilers of a JDK that has none yet; never packed or loaded. */
public interface InetAddressResolver {
    /**
     * As the JDK's.
     *
     * @param host to find.
     * @param lookupPolicy which addresses, in which order.
     * @return addresses.
     * @throws UnknownHostException when there are none.
     */
    Stream<InetAddress> lookupByName(String host, LookupPolicy lookupPolicy) throws UnknownHostException;

    /**
     * As the JDK's.
     *
     * @param addr 4 or 16 octets.
     * @return its host's name.
     * @throws UnknownHostException when it has none.
     */
    String lookupByAddress(byte[] addr) throws UnknownHostException;

    /** As the JDK's. */
    final class LookupPolicy {
        /** IPv4 addresses are wanted. */
        public static final int IPV4 = 1;

        /** IPv6 addresses are wanted. */
        public static final int IPV6 = 2;

        /** IPv4 addresses come first. */
        public static final int IPV4_FIRST = 4;

        /** IPv6 addresses come first. */
        public static final int IPV6_FIRST = 8;

        private LookupPolicy() {}

        /** {@return the flags} */
        public int characteristics() {
            return IPV4 | IPV6;
        }
    }
}
