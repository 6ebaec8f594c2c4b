package org.firsthop.node.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Assertions;

/** Servers of others in the namespaces of a lab, and files that they serve. */
final class Peers {
    static final String NAME = "www.example.test";
    static final String ADDRESS = "192.0.2.7";
    static final String ADDRESS6 = "2001:db8::7";

    private Peers() {}

    /** Makes a file of octets that are random, but the same each time. */
    static Path file(final Path folder, final String name, final int length) throws IOException {
        final byte[] octets = new byte[length];
        new Random(length).nextBytes(octets);
        return Files.write(folder.resolve(name), octets);
    }

    static String digest(final Path file) throws Exception {
        final MessageDigest digest = MessageDigest.getInstance("SHA-256");
        final byte[] chunk = new byte[1 << 20];
        try (var in = Files.newInputStream(file)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Serves a folder by nginx at port 80 of all addresses of a namespace. */
    static void nginx(final NetworkLab lab, final String namespace, final Path folder) throws Exception {
        NetworkLab.require("nginx");
        final Path config = Files.writeString(folder.resolve("nginx.conf"), """
            daemon off;
            user root;
            worker_processes 1;
            pid %s/nginx.pid;
            events { worker_connections 64; }
            http {
                access_log off;
                server {
                    listen 80;
                    listen [::]:80 ipv6only=on;
                    root %s;
                    location /chunked/ { alias %s/; ssi on; ssi_types *; }
                }
            }
            """.formatted(folder, folder, folder));
        lab.start(namespace, "nginx", "-e", folder.resolve("nginx.log").toString(), "-c", config.toString());
        awaitListener(lab, namespace, "-Hltn", ":80 ");
    }

    /** Answers for one name by Unbound. */
    static void unbound(final NetworkLab lab, final String namespace, final Path folder) throws Exception {
        NetworkLab.require("unbound");
        final Path config =
                Files.writeString(folder.resolve("unbound.conf"), """
                    server:
                      interface: 0.0.0.0
                      interface: ::0
                      interface-automatic: yes
                      access-control: 0.0.0.0/0 allow
                      access-control: ::0/0 allow
                      username: ""
                      chroot: ""
                      pidfile: ""
                      use-syslog: no
                      module-config: "iterator"
                      local-zone: "test." static
                      local-data: "%s. 300 A %s"
                      local-data: "%s. 300 AAAA %s"
                    remote-control:
                      control-enable: no
                    """.formatted(NAME, ADDRESS, NAME, ADDRESS6));
        lab.start(namespace, "unbound", "-d", "-c", config.toString());
        awaitListener(lab, namespace, "-Hlun", ":53 ");
    }

    /** Answers for one name, and with an answer too long for a datagram for another, by BIND. */
    static void bind(final NetworkLab lab, final String namespace, final Path folder) throws Exception {
        NetworkLab.require("named");
        final StringBuilder zone =
                new StringBuilder("$TTL 300\n@ SOA ns.invalid. admin.invalid. 1 3600 600 86400 300\n@ NS ns\nns A "
                        + ADDRESS + "\nwww A " + ADDRESS + "\nwww AAAA " + ADDRESS6 + "\n");
        for (int i = 0; i < 20; i++) {
            zone.append("long TXT \"").append("t".repeat(180 + i)).append("\"\n");
        }
        final Path file = Files.writeString(folder.resolve("example.test.zone"), zone.toString());
        final Path config = Files.writeString(folder.resolve("named.conf"), """
            options { directory "%s"; listen-on { any; }; listen-on-v6 { any; }; pid-file none; session-keyfile none;
              allow-query { any; }; recursion yes; allow-recursion { any; }; dnssec-validation no; };
            controls { };
            zone "example.test" { type master; file "%s"; };
            """.formatted(folder, file));
        lab.start(namespace, "named", "-g", "-c", config.toString());
        awaitListener(lab, namespace, "-Hlun", ":53 ");
    }

    static void awaitListener(final NetworkLab lab, final String namespace, final String options, final String port)
            throws InterruptedException {
        for (int tries = 0; tries < 100; tries++) {
            if (lab.exec(namespace, "ss", options).output().contains(port)) {
                return;
            }
            Thread.sleep(50);
        }
        Assertions.fail("nobody listens at" + port + ": "
                + lab.exec(namespace, "ss", options).output());
    }

    /** Fetches by curl; what came must be as the file is. */
    static void fetch(final NetworkLab lab, final String namespace, final String url, final Path original)
            throws Exception {
        final Path copy = original.resolveSibling("copy-" + Math.abs(url.hashCode()));
        final String said = lab.exec(
                        namespace,
                        "curl",
                        "-sS",
                        "-g",
                        "-m",
                        "40",
                        "-o",
                        copy.toString(),
                        "-w",
                        "%{http_code} %{size_download}",
                        url)
                .ok()
                .output();
        Assertions.assertEquals("200 " + Files.size(original), said);
        Assertions.assertEquals(digest(original), digest(copy), url);
        Files.delete(copy);
    }

    /** The words of a command line. */
    static String[] words(final String... words) {
        return Arrays.stream(words)
                .flatMap(word -> Arrays.stream(word.split(" ")))
                .toArray(String[]::new);
    }
}
