package org.firsthop.dns.resolver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.zone.Zone;
import org.firsthop.dns.zone.ZoneBuilder;

/** A random tree of zones, and what each name in it resolves to, found by looking at the tree. */
final class ZoneTree {
    static final int A = 1;
    static final int CNAME = 5;
    static final int TXT = 16;
    static final int DNAME = 39;

    /** What becomes of a server. */
    enum Health {
        GOOD,
        SILENT,
        REFUSING,
        FAILING,
        UNAUTHORITATIVE
    }

    /** A server of a zone. */
    record Server(String name, String address, Health health) {}

    /** A zone: its data by name and type, RDATA as text. */
    static final class Node {
        final String origin;
        final List<Server> servers = new ArrayList<>();
        final List<Node> children = new ArrayList<>();
        final Map<String, Map<Integer, Set<String>>> data = new TreeMap<>();

        Node(final String origin) {
            this.origin = origin;
        }

        void add(final String name, final int type, final String rdata) {
            data.computeIfAbsent(name, ignored -> new TreeMap<>())
                    .computeIfAbsent(type, ignored -> new LinkedHashSet<>())
                    .add(rdata);
        }

        boolean exists(final String name) {
            return data.keySet().stream().anyMatch(other -> isBelow(other, name))
                    || children.stream().anyMatch(child -> isBelow(child.origin, name))
                    || name.equals(origin);
        }
    }

    /** What a question ends in: an RCODE and the records on the way, {@code owner type rdata}. */
    record Answer(int rcode, Set<String> records) {}

    final List<Node> nodes = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    private final Random random;

    ZoneTree(final long seed, final int zones, final boolean damaged) {
        random = new Random(seed);
        for (int i = 0; i < zones; i++) {
            addZone(i, damaged);
        }
        for (final Node node : nodes) {
            addData(node);
        }
    }

    private void addZone(final int number, final boolean damaged) {
        Node parent = null;
        String origin = ".";
        if (number > 0) {
            parent = nodes.get(random.nextInt(nodes.size()));
            final String middle = random.nextInt(4) == 0 ? "e" + number + "." : "";
            origin = join("z" + number + "." + middle, parent.origin);
        }
        final Node node = new Node(origin);
        final int servers = 1 + random.nextInt(3);
        for (int i = 0; i < servers; i++) {
            final String address = "10." + number / 250 + "." + number % 250 + "." + (i + 1);
            // The root's servers are known by hint; a server elsewhere lies in a zone that was there before.
            final boolean elsewhere = number > 1 && i > 0 && random.nextInt(2) == 0;
            final Node home = elsewhere ? nodes.get(1 + random.nextInt(number - 1)) : node;
            final String name = join("ns" + number + "x" + i + ".", home.origin);
            home.add(name, A, address);
            final Health health =
                    i == 0 || !damaged ? Health.GOOD : Health.values()[random.nextInt(Health.values().length)];
            node.servers.add(new Server(name, address, health));
        }
        nodes.add(node);
        if (parent != null) {
            parent.children.add(node);
        }
    }

    private void addData(final Node node) {
        final int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            final String name = join("n" + i + (random.nextInt(3) == 0 ? ".deep." : "."), node.origin);
            switch (random.nextInt(6)) {
                case 0 -> node.add(name, CNAME, target());
                case 1 -> node.add(join("*.w" + i + ".", node.origin), A, address());
                case 2 -> node.add(join("*.v" + i + ".", node.origin), CNAME, target());
                case 3 ->
                    node.add(join("d" + i + ".", node.origin), DNAME, nodes.get(random.nextInt(nodes.size())).origin);
                default -> {
                    node.add(name, A, address());
                    node.add(name, A, address());
                    node.add(name, TXT, "\"" + "t".repeat(random.nextInt(200)) + "\"");
                }
            }
            names.add(name);
            names.add(join("x.w" + i + ".", node.origin));
            names.add(join("y.v" + i + ".", node.origin));
            names.add(join("n0.d" + i + ".", node.origin));
        }
        names.add(join("deep.", node.origin));
        names.add(join("missing.", node.origin));
        names.add(node.origin);
    }

    private String target() {
        final Node node = nodes.get(random.nextInt(nodes.size()));
        return join((random.nextInt(5) == 0 ? "gone" : "n" + random.nextInt(5)) + ".", node.origin);
    }

    private String address() {
        return "192.0.2." + random.nextInt(256);
    }

    static String join(final String prefix, final String origin) {
        return origin.equals(".") ? prefix : prefix + origin;
    }

    static boolean isBelow(final String name, final String ancestor) {
        return ancestor.equals(".") || name.equals(ancestor) || name.endsWith("." + ancestor);
    }

    private static String parent(final String name) {
        final String rest = name.substring(name.indexOf('.') + 1);
        return rest.isEmpty() ? "." : rest;
    }

    Zone build(final Node node) {
        final StringBuilder text = new StringBuilder("$TTL 3600\n@ SOA ns.invalid. admin.invalid. 1 1 1 1 300\n");
        for (final Server server : node.servers) {
            text.append(node.origin).append(" NS ").append(server.name).append('\n');
        }
        final Set<String> lines = new TreeSet<>();
        for (final Node child : node.children) {
            for (final Server server : child.servers) {
                lines.add(child.origin + " NS " + server.name);
                if (isBelow(server.name, child.origin)) {
                    lines.add(server.name + " A " + server.address);
                }
            }
        }
        node.data.forEach((name, types) -> types.forEach(
                (type, rdatas) -> rdatas.forEach(rdata -> lines.add(name + " " + mnemonic(type) + " " + rdata))));
        lines.forEach(line -> text.append(line).append('\n'));
        return ZoneBuilder.parse(DomainName.of(node.origin), text);
    }

    private static String mnemonic(final int type) {
        return switch (type) {
            case A -> "A";
            case CNAME -> "CNAME";
            case TXT -> "TXT";
            default -> "DNAME";
        };
    }

    /** What the tree implies (RFC 1034 section 4.3.2, RFC 4592, RFC 6672). */
    Answer resolve(final String question, final int type, final int maxLinks) {
        final Set<String> records = new LinkedHashSet<>();
        final Set<String> seen = new LinkedHashSet<>();
        String name = question;
        for (int links = 0; links <= maxLinks; links++) {
            if (!seen.add(name)) {
                return new Answer(2, Set.of());
            }
            final Node zone = zoneOf(name);
            String source = name;
            if (!zone.exists(name)) {
                final String dname = dnameAbove(zone, name);
                if (dname != null) {
                    final String target =
                            zone.data.get(dname).get(DNAME).iterator().next();
                    records.add(dname + " 39 " + target);
                    final String next = join(name.substring(0, name.length() - dname.length()), target);
                    records.add(name + " 5 " + next);
                    if (type == CNAME) {
                        return new Answer(0, records);
                    }
                    name = next;
                    continue;
                }
                String encloser = parent(name);
                while (!zone.exists(encloser)) {
                    encloser = parent(encloser);
                }
                source = join("*.", encloser);
                if (!zone.data.containsKey(source)) {
                    return new Answer(3, records);
                }
            }
            final Map<Integer, Set<String>> types = zone.data.getOrDefault(source, Map.of());
            if (types.containsKey(type)) {
                for (final String rdata : types.get(type)) {
                    records.add(name + " " + type + " " + rdata);
                }
                return new Answer(0, records);
            }
            if (!types.containsKey(CNAME)) {
                return new Answer(0, records);
            }
            final String target = types.get(CNAME).iterator().next();
            records.add(name + " 5 " + target);
            name = target;
        }
        return new Answer(2, Set.of());
    }

    private Node zoneOf(final String name) {
        Node best = nodes.get(0);
        for (final Node node : nodes) {
            if (isBelow(name, node.origin) && node.origin.length() > best.origin.length()) {
                best = node;
            }
        }
        return best;
    }

    private static String dnameAbove(final Node zone, final String name) {
        for (String at = parent(name); isBelow(at, zone.origin); at = parent(at)) {
            if (zone.data.getOrDefault(at, Map.of()).containsKey(DNAME)) {
                return at;
            }
            if (at.equals(".")) {
                break;
            }
        }
        return null;
    }
}
