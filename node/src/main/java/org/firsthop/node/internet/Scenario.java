package org.firsthop.node.internet;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A small story about the default Internet: what is different in it, what is connected to, and what comes of it.
 *
 * @param name by which users choose it.
 * @param description what happens, one line.
 * @param url that is connected to.
 * @param useIpv6 whether IPv6 is tried too.
 * @param repeats how often.
 * @param connects whether it ends with a connection.
 * @param change makes the story's Internet of the default one's text.
 * @param links makes the story's links.
 */
public record Scenario(
        String name,
        String description,
        String url,
        boolean useIpv6,
        int repeats,
        boolean connects,
        UnaryOperator<String> change,
        UnaryOperator<Topology> links) {
    private static final String EXAMPLE = "https://www.example.com/";
    private static final int MANY_ADDRESSES = 100;

    private static final List<Scenario> ALL = List.of(
            of("first-visit", "every cache is empty: the whole walk", EXAMPLE, true),
            new Scenario(
                    "second-visit",
                    "the same again: the name, the link addresses and the switch's ports are known",
                    EXAMPLE,
                    false,
                    2,
                    true,
                    text -> text,
                    t -> t),
            new Scenario(
                    "ipv6", "the name has two addresses, and IPv6 goes first", EXAMPLE, true, 1, true, t -> t, t -> t),
            of("alias", "the name is an alias of another", "https://blog.example.com/", true),
            of(
                    "neighbor",
                    "a name of the hosts file, on the laptop's own network: no gateway",
                    "http://printer/",
                    true),
            of("address", "an address instead of a name: no DNS", "https://93.184.216.34/", true),
            of("nxdomain", "the name does not exist", "https://nosuch.example.com/", false),
            of("refused", "nothing listens at the port", "http://www.example.com:81/", false),
            of("no-route", "a router on the way has no route to the address", "https://192.0.2.1/", false),
            changed(
                    "no-gateway",
                    "the laptop has no default route",
                    "https://93.184.216.34/",
                    text -> text.replace("  route default via 192.168.1.1 dev eth0\n", "")),
            changed(
                    "ttl",
                    "the laptop's packets begin with a TTL of 4: enough for the resolver, not for the server",
                    EXAMPLE,
                    text -> text.replace("  nameserver 8.8.8.8\n", "  nameserver 8.8.8.8\n  ttl 4\n")),
            broken("dead-resolver", "8.8.8.8 does not answer", "backbone-google"),
            broken("dead-server", "the server's cable is cut", "edge-web"),
            broken("dead-line", "the line to the provider is cut", "home-isp"),
            new Scenario(
                    "truncated",
                    "the answer is too long for a datagram: asked again over TCP",
                    "https://many.example.com/",
                    false,
                    1,
                    true,
                    Scenario::withManyAddresses,
                    t -> t),
            faulty("lossy", "the line to the provider loses three frames of ten", 0.3, 0),
            faulty("noisy", "the line to the provider damages three frames of ten", 0, 0.3));

    private static Scenario of(final String name, final String description, final String url, final boolean connects) {
        return new Scenario(name, description, url, false, 1, connects, text -> text, t -> t);
    }

    private static Scenario changed(
            final String name, final String description, final String url, final UnaryOperator<String> change) {
        return new Scenario(name, description, url, false, 1, false, change, t -> t);
    }

    private static Scenario broken(final String name, final String description, final String link) {
        return new Scenario(
                name, description, EXAMPLE, false, 1, false, text -> text, t -> t.withLink(link, c -> c.loss(1)));
    }

    private static Scenario faulty(
            final String name, final String description, final double loss, final double corruption) {
        return new Scenario(
                name,
                description,
                EXAMPLE,
                false,
                1,
                true,
                text -> text,
                t -> t.withLink("home-isp", c -> c.loss(loss).corruption(corruption)));
    }

    private static String withManyAddresses(final String text) {
        final String before = "  record blog.example.com. ";
        final StringBuilder records = new StringBuilder();
        for (int i = 0; i < MANY_ADDRESSES; i++) {
            records.append("  record many.example.com. 3600 IN A 93.184.216.")
                    .append(34 + i)
                    .append('\n');
        }
        return text.replace(before, records + before);
    }

    /** {@return all scenarios} */
    public static List<Scenario> all() {
        return ALL;
    }

    /**
     * A scenario by its name.
     *
     * @param name of it.
     * @return the scenario.
     * @throws IllegalArgumentException when there is none.
     */
    public static Scenario named(final String name) {
        return ALL.stream()
                .filter(s -> s.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scenario \"" + name + "\", expected one of "
                        + String.join(", ", ALL.stream().map(Scenario::name).toList())));
    }

    /** {@return its Internet} */
    public Topology topology() {
        return links.apply(Topology.ofText(change.apply(Topology.defaultText())));
    }
}
