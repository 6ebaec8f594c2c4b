package org.firsthop.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.firsthop.node.config.IpPrefix;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Connector;
import org.firsthop.node.host.HttpUrl;
import org.firsthop.node.host.TcpStream;
import org.firsthop.node.live.HostSpec;
import org.firsthop.node.live.LiveHost;
import org.firsthop.node.walk.Ink;
import org.firsthop.node.walk.LiveWalk;
import org.firsthop.node.walk.Step;
import org.firsthop.node.walk.WalkJson;
import org.firsthop.node.walk.WalkText;
import org.jspecify.annotations.Nullable;

/** The walk on a real wire: what {@code firsthop connect --interface} does. */
final class LiveConnect {
    /** For the last frames of a handshake to leave. */
    private static final long SETTLE_NS = 50_000_000L;

    private LiveConnect() {}

    /** Walks to a URL; {@return whether it was reached} */
    static boolean walk(
            final Console console,
            final HostOptions options,
            final HttpUrl url,
            final boolean asJson,
            final @Nullable Path pcap)
            throws IOException {
        final HostSpec spec = options.spec();
        final List<IpPrefix> networks = new ArrayList<>();
        for (final RouterConfig.InterfaceAddress own : spec.addresses()) {
            networks.add(IpPrefix.of(own.address(), own.prefixLength()));
        }
        final LiveWalk walk = new LiveWalk("host", spec.mac(), networks);
        try (LiveHost live = options.start(spec, console, HostCommand.clientTcp(), pcap, walk::onFrame)) {
            final ConnectResult result = walk.sinceBegin(connect(live, options, url, walk));
            final List<Step> steps = live.submit(host -> {
                        final CompletableFuture<List<Step>> settled = new CompletableFuture<>();
                        host.at(host.nowNs() + SETTLE_NS, () -> settled.complete(walk.steps()));
                        return settled;
                    })
                    .join();
            if (asJson) {
                final WalkJson json = new WalkJson(console.out());
                json.begin();
                json.attempt(result, steps);
                json.end();
            } else {
                final WalkText text = new WalkText(console.out(), console.isColoured() ? Ink.COLOURED : Ink.PLAIN);
                text.steps(steps);
                text.summary(result, steps);
            }
            final TcpStream stream = result.stream();
            if (stream != null) {
                live.submit(host -> {
                            stream.close();
                            return live.quiet(SETTLE_NS);
                        })
                        .join();
            }
            return result.isConnected();
        }
    }

    private static ConnectResult connect(
            final LiveHost live, final HostOptions options, final HttpUrl url, final LiveWalk walk) throws IOException {
        try {
            return live.<ConnectResult>submit(host -> {
                        try {
                            final Connector connector = options.connector(
                                    host, Connector.DEFAULT_TIMEOUT_NS, walk, resolver -> walk.begin(host, resolver));
                            return connector.connect(url);
                        } catch (final IOException e) { // The file that names resolvers cannot be read.
                            return CompletableFuture.failedFuture(e);
                        }
                    })
                    .join();
        } catch (final CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
