package org.firsthop.node.walk;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.firsthop.core.address.MacAddress;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Endpoint;
import org.firsthop.tcp.TcpInfo;

/** Writes a walk for programs: an array of attempts, each with its steps and its result; times in nanoseconds. */
public final class WalkJson {
    private final Json json;
    private final Appendable out;

    /**
     * A writer of walks.
     *
     * @param out to write to.
     */
    public WalkJson(final Appendable out) {
        this.out = out;
        json = new Json(out);
    }

    /**
     * Begins the array.
     *
     * @throws IOException when writing fails.
     */
    public void begin() throws IOException {
        json.begin('[');
    }

    /**
     * Writes an attempt.
     *
     * @param result how it ended.
     * @param steps what happened, in the order of time.
     * @throws IOException when writing fails.
     */
    public void attempt(final ConnectResult result, final List<Step> steps) throws IOException {
        json.begin('{');
        json.name("url")
                .text(result.url().scheme() + "://" + result.url().host() + ':'
                        + result.url().port() + result.url().path());
        json.name("connected").flag(result.isConnected());
        final String failure = result.failure();
        if (failure != null) {
            json.name("failure").text(failure);
        }
        final TcpInfo info = result.info();
        if (info != null) {
            json.name("local")
                    .text(Endpoint.of(info.localHigh, info.localLow, info.localPort)
                            .toString());
            json.name("remote").text(String.valueOf(result.remote()));
            json.name("handshake_ns").number(result.endNs() - result.synNs());
            json.name("mss").number(info.sndMss);
        }
        json.name("begin_ns").number(result.beginNs());
        if (result.namedNs() >= 0) {
            json.name("named_ns").number(result.namedNs());
        }
        json.name("end_ns").number(result.endNs());
        json.name("steps").begin('[');
        for (final Step step : steps) {
            json.begin('{');
            json.name("time_ns").number(step.timeNs()).name("node").text(step.who());
            if (step instanceof Step.Packet packet) {
                packet(packet);
            } else if (step instanceof Step.Remark remark) {
                json.name("remark").text(remark.text());
            }
            json.end('}');
        }
        json.end(']').end('}');
    }

    private void packet(final Step.Packet packet) throws IOException {
        json.name("packet").number(packet.number());
        json.name("protocol").text(packet.protocol());
        json.name("summary").text(packet.summary());
        json.name("attempt").number(packet.attempt());
        json.name("hops").begin('[');
        for (final Hop hop : packet.hops()) {
            json.begin('{');
            json.name("from").text(hop.from()).name("to").text(hop.to());
            json.name("link").text(hop.link());
            json.name("depart_ns").number(hop.departNs()).name("arrive_ns").number(hop.arriveNs());
            json.name("fate").text(hop.fate().name().toLowerCase(Locale.ROOT));
            json.name("source_mac").text(MacAddress.toString(hop.sourceMac()));
            json.name("destination_mac").text(MacAddress.toString(hop.destinationMac()));
            if (hop.timeToLive() >= 0) {
                json.name("ttl").number(hop.timeToLive());
                json.name("source").text(hop.source().toString());
                json.name("destination").text(hop.destination().toString());
            }
            if (!hop.route().isEmpty()) {
                json.name("route").text(hop.route());
            }
            json.end('}');
        }
        json.end(']');
    }

    /**
     * Ends the array.
     *
     * @throws IOException when writing fails.
     */
    public void end() throws IOException {
        json.end(']');
        out.append('\n');
    }
}
