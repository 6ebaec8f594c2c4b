package java.net.spi;

/** The shape of the JDK's class, for compilers of a JDK that has none yet; never packed or loaded. */
public abstract class InetAddressResolverProvider {
    /** As the JDK's. */
    protected InetAddressResolverProvider() {}

    /**
     * As the JDK's.
     *
     * @param configuration what the platform offers.
     * @return the resolver.
     */
    public abstract InetAddressResolver get(Configuration configuration);

    /** {@return the provider's name} */
    public abstract String name();

    /** As the JDK's. */
    public interface Configuration {
        /** {@return the platform's own resolver} */
        InetAddressResolver builtinResolver();

        /** {@return this host's name} */
        String lookupLocalHostName();
    }
}
