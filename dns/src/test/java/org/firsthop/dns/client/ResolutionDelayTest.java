package org.firsthop.dns.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.config.ResolvConf;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.zone.ZoneBuilder;
import org.junit.jupiter.api.Test;

/** RFC 8305 section 3: which addresses are begun with, when the answers for A and AAAA come one after the other. */
class ResolutionDelayTest {
    private static final String ZONE = """
        $TTL 3600
        @    SOA  ns1 hostmaster 1 7200 600 86400 300
             NS   ns1
        both A    192.0.2.80
        both AAAA 2001:db8::80
        four A    192.0.2.4
        """;

    private final AuthoritativeResponder zones =
            new AuthoritativeResponder(new ZoneSet(List.of(ZoneBuilder.parse(DomainName.of("example"), ZONE))));
    private final List<Runnable> waitingForA = new ArrayList<>();
    private final List<Runnable> waitingForAaaa = new ArrayList<>();
    private final List<Runnable> delayed = new ArrayList<>();
    private final List<HostAddresses> late = new ArrayList<>();
    private final HostResolver resolver =
            new HostResolver(new DnsClient(this::submit), HostsFile.EMPTY, ResolvConf.DEFAULT, Runnable::run);

    private void submit(final byte[] query, final AnswerHandler handler) {
        final UnsafeBuffer response = new UnsafeBuffer(new byte[1_232]);
        final int length =
                zones.respond(new UnsafeBuffer(query), 0, query.length, null, response, 0, response.capacity());
        final MessageFlyweight message = new MessageFlyweight();
        assertEquals(DropReason.NONE, message.parse(response, 0, length));
        (message.questionType(0) == RecordType.A ? waitingForA : waitingForAaaa).add(() -> handler.onAnswer(message));
    }

    private CompletableFuture<HostAddresses> ask(final String name) {
        return resolver.firstAddresses(name, delayed::add, late::add);
    }

    private static List<String> texts(final HostAddresses addresses) {
        return addresses.addresses().stream().map(Object::toString).toList();
    }

    @Test
    void shouldBeginWithIpv6AtOnce() {
        final CompletableFuture<HostAddresses> first = ask("both.example.");
        waitingForAaaa.forEach(Runnable::run);
        assertEquals(List.of("2001:db8::80"), texts(first.join()));
        waitingForA.forEach(Runnable::run);
        assertTrue(delayed.isEmpty());
        assertEquals(
                List.of(List.of("2001:db8::80", "::ffff:192.0.2.80")),
                late.stream().map(ResolutionDelayTest::texts).toList());
    }

    @Test
    void shouldGiveAaaaItsDelayWhenAIsAnswered() {
        final CompletableFuture<HostAddresses> first = ask("both.example.");
        waitingForA.forEach(Runnable::run);
        assertFalse(first.isDone());
        assertEquals(1, delayed.size());
        waitingForAaaa.forEach(Runnable::run);
        assertEquals(List.of("2001:db8::80"), texts(first.join()).subList(0, 1));
    }

    @Test
    void shouldGoOnWithIpv4WhenTheDelayIsOver() {
        final CompletableFuture<HostAddresses> first = ask("both.example.");
        waitingForA.forEach(Runnable::run);
        delayed.get(0).run();
        assertEquals(List.of("::ffff:192.0.2.80"), texts(first.join()));
        waitingForAaaa.forEach(Runnable::run);
        assertEquals(
                List.of(List.of("2001:db8::80", "::ffff:192.0.2.80")),
                late.stream().map(ResolutionDelayTest::texts).toList());
    }

    @Test
    void shouldGoOnWithIpv4AsSoonAsThereIsNoAaaa() {
        final CompletableFuture<HostAddresses> first = ask("four.example.");
        waitingForA.forEach(Runnable::run);
        assertFalse(first.isDone());
        waitingForAaaa.forEach(Runnable::run);
        assertEquals(List.of("::ffff:192.0.2.4"), texts(first.join()));
        assertTrue(late.isEmpty());
        delayed.forEach(Runnable::run);
        assertTrue(late.isEmpty());
    }

    @Test
    void shouldWaitForBothWhenAllAreWanted() {
        final CompletableFuture<HostAddresses> all = resolver.addresses("both.example.");
        waitingForAaaa.forEach(Runnable::run);
        assertFalse(all.isDone());
        waitingForA.forEach(Runnable::run);
        assertEquals(2, all.join().addresses().size());
    }
}
