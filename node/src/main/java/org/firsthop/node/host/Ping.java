package org.firsthop.node.host;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.firsthop.core.address.Ipv6Address;

/**
 * Echo requests at regular times, and what came back, as ping(8) has it.
 *
 * <p>It ends when all are answered, or a time after the last was sent. Belongs to the host's thread.
 */
public final class Ping implements EchoHandler {
    /**
     * How to ask.
     *
     * @param remote who is to answer; IPv4 as IPv4-mapped.
     * @param count of requests, 1 to 65,535.
     * @param intervalNs from one to the next.
     * @param length octets of their data.
     * @param hops TTL or Hop Limit, 1 to 255.
     * @param waitNs for answers, after the last request.
     */
    public record Request(Ipv6Address remote, int count, long intervalNs, int length, int hops, long waitNs) {}

    /** Is told of answers, on the host's thread. */
    public interface Listener {
        /**
         * A reply has come.
         *
         * @param from who sent it.
         * @param sequence of the request, from 1.
         * @param length octets of the message.
         * @param hops TTL or Hop Limit that is left.
         * @param roundTripNs since the request was sent.
         * @param remark such as " (DUP!)", or nothing.
         */
        void onReply(Ipv6Address from, int sequence, int length, int hops, long roundTripNs, String remark);

        /**
         * An error has come, or a request could not be sent.
         *
         * @param from who says so.
         * @param sequence of the request.
         * @param meaning in words.
         */
        void onError(Ipv6Address from, int sequence, String meaning);
    }

    private final Host host;
    private final Request request;
    private final Listener listener;
    private final EchoSocket socket;
    private final long[] sentNs;
    private final BitSet answered = new BitSet();
    private final List<Long> roundTrips = new ArrayList<>();
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final long beginNs;
    private int sent;
    private int duplicates;
    private int errors;

    private Ping(final Host host, final Request request, final Listener listener) {
        this.host = host;
        this.request = request;
        this.listener = listener;
        sentNs = new long[request.count() + 1];
        socket = host.echo().open(this);
        beginNs = host.nowNs();
    }

    /**
     * What came back.
     *
     * @param sent requests.
     * @param roundTrips in nanoseconds, of requests that were answered, in the order of the answers.
     * @param duplicates further answers to the same requests.
     * @param errors that the network reported.
     * @param elapsedNs from the first request to the end.
     */
    public record Result(int sent, List<Long> roundTrips, int duplicates, int errors, long elapsedNs) {}

    /**
     * Begins to ask.
     *
     * @param host that asks.
     * @param request how.
     * @param listener told of each answer.
     * @return the asking.
     */
    public static Ping begin(final Host host, final Request request, final Listener listener) {
        final Ping ping = new Ping(host, request, listener);
        ping.next();
        return ping;
    }

    /** {@return what came back, when it is over} */
    public CompletableFuture<Result> result() {
        return result;
    }

    /** Ends it, with what came back so far. */
    public void end() {
        socket.close();
        result.complete(new Result(sent, List.copyOf(roundTrips), duplicates, errors, host.nowNs() - beginNs));
    }

    private void next() {
        if (result.isDone()) {
            return;
        }
        sent++;
        sentNs[sent] = host.nowNs();
        final String reason = host.unreachable(request.remote());
        if (reason != null || !socket.send(request.remote(), sent, request.length(), request.hops())) {
            errors++;
            listener.onError(
                    request.remote(), sent, reason != null ? reason : "cannot be sent: no address, or no free frame");
        }
        if (sent < request.count()) {
            host.at(sentNs[sent] + request.intervalNs(), this::next);
        } else {
            host.at(sentNs[sent] + request.waitNs(), this::end);
        }
    }

    @Override
    public void onReply(
            final Ipv6Address from,
            final int sequence,
            final int length,
            final int hops,
            final boolean isIntact,
            final long nowNs) {
        if (sequence < 1 || sequence > sent || result.isDone()) {
            return;
        }
        final long roundTrip = host.nowNs() - sentNs[sequence];
        String remark = isIntact ? "" : " (not the octets that were sent!)";
        if (answered.get(sequence)) {
            duplicates++;
            remark += " (DUP!)";
        } else {
            answered.set(sequence);
            roundTrips.add(roundTrip);
        }
        listener.onReply(from, sequence, length, hops, roundTrip, remark);
        if (roundTrips.size() == request.count()) {
            end();
        }
    }

    @Override
    public void onError(final Ipv6Address from, final int sequence, final String meaning) {
        errors++;
        listener.onError(from, sequence, meaning);
    }
}
