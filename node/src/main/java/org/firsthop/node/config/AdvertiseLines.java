package org.firsthop.node.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;
import org.firsthop.forwarding.advertise.AdvertisementConfig;
import org.firsthop.forwarding.advertise.AdvertisementConfig.Advertised;

/** Reads the lines of a configuration that begin with "advertise": what a router tells the hosts of a link of itself. */
final class AdvertiseLines {
    private static final String EXPECTED = "expected \"interval\", \"min-interval\", \"lifetime\", \"hop-limit\","
            + " \"reachable\", \"retransmit\", \"managed\", \"other\", \"mtu\", \"dns\" or \"prefix\", found \"";

    private final List<RouterSettings.Advertising> advertisings = new ArrayList<>();
    private final Map<String, Integer> lineOfDevice = new HashMap<>();

    AdvertiseLines() {}

    /** Takes a line behind its first word. */
    void take(final ConfigLine line, final NatLines.NameReading devices) throws ConfigException {
        final String device = devices.read(line);
        final Integer other = lineOfDevice.putIfAbsent(device, line.number());
        if (other != null) {
            throw line.error("interface \"" + device + "\" is advertised on already, at line " + other);
        }
        final AdvertisementConfig config = new AdvertisementConfig();
        while (line.hasMore()) {
            final ConfigLine.Word word = line.word("a setting of advertisements");
            switch (word.text()) {
                case "interval" -> set(line, word, config::maxIntervalNs, SettingLines.time(line, 1));
                case "min-interval" -> set(line, word, config::minIntervalNs, SettingLines.time(line, 1));
                case "lifetime" -> set(line, word, s -> config.lifetimeSeconds((int) s), seconds(line));
                case "hop-limit" ->
                    line.value("a hop limit of 0 to 255", text -> config.hopLimit(Integer.parseInt(text)));
                case "reachable" -> set(line, word, config::reachableMs, milliseconds(line));
                case "retransmit" -> set(line, word, config::retransmitMs, milliseconds(line));
                case "managed" -> config.managed(true);
                case "other" -> config.other(true);
                case "mtu" -> config.mtu(SettingLines.onOrOff(line));
                case "dns" ->
                    line.value("the IPv6 address of a DNS server", text -> config.dnsServer(Ipv6Address.parse(text)));
                case "prefix" -> prefix(line, word, config);
                default -> throw line.error(word, EXPECTED + word.text() + '"');
            }
        }
        try {
            config.check();
        } catch (final IllegalArgumentException e) {
            throw line.error(String.valueOf(e.getMessage()));
        }
        advertisings.add(new RouterSettings.Advertising(line.number(), device, config));
    }

    List<RouterSettings.Advertising> all() {
        return advertisings;
    }

    private static void prefix(final ConfigLine line, final ConfigLine.Word word, final AdvertisementConfig config)
            throws ConfigException {
        final Ipv6Prefix prefix = line.value("an IPv6 prefix", Ipv6Prefix::parse);
        long valid = Advertised.VALID_SECONDS;
        long preferred = Advertised.PREFERRED_SECONDS;
        boolean isOnLink = true;
        boolean isAutonomous = true;
        boolean isMore = true;
        while (isMore) {
            if (line.takes("valid")) {
                valid = seconds(line);
                preferred = Math.min(preferred, valid);
            } else if (line.takes("preferred")) {
                preferred = seconds(line);
            } else if (line.takes("off-link")) {
                isOnLink = false;
            } else if (line.takes("no-autoconf")) {
                isAutonomous = false;
            } else {
                isMore = false;
            }
        }
        try {
            config.prefix(new Advertised(prefix, valid, preferred, isOnLink, isAutonomous));
        } catch (final IllegalArgumentException e) {
            throw line.error(word, String.valueOf(e.getMessage()));
        }
    }

    /** What a number is for. */
    @FunctionalInterface
    private interface Setting {
        AdvertisementConfig set(long value);
    }

    private static void set(final ConfigLine line, final ConfigLine.Word word, final Setting setting, final long value)
            throws ConfigException {
        try {
            setting.set(value);
        } catch (final IllegalArgumentException e) {
            throw line.error(word, String.valueOf(e.getMessage()));
        }
    }

    private static long seconds(final ConfigLine line) throws ConfigException {
        return TimeUnit.NANOSECONDS.toSeconds(SettingLines.time(line, 0));
    }

    private static long milliseconds(final ConfigLine line) throws ConfigException {
        return TimeUnit.NANOSECONDS.toMillis(SettingLines.time(line, 0));
    }
}
