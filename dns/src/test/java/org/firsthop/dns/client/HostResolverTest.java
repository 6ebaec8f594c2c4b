package org.firsthop.dns.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.config.ResolvConf;
import org.firsthop.dns.message.MessageEncoder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.message.Section;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

class HostResolverTest {
    private static final HostsFile HOSTS = HostsFile.parse("192.0.2.7 box.lan Box\n2001:db8::7 box.lan\n");

    private final Map<String, String> zone = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private boolean closed;
    private boolean silent;

    /** Answers from the map: "name A" to an address, at once. */
    private void submit(final byte[] query, final AnswerHandler handler) {
        if (closed) {
            handler.onFailure("closed");
            return;
        }
        final MessageFlyweight message = new MessageFlyweight();
        assertEquals(DropReason.NONE, message.parse(new UnsafeBuffer(query), 0, query.length));
        assertTrue(message.isRecursionDesired());
        final byte[] wire = new byte[264];
        final UnsafeBuffer name = new UnsafeBuffer(wire);
        final int length = message.copyName(message.questionName(0), wire, name.addressOffset());
        final int type = message.questionType(0);
        final String question = DomainName.ofWire(wire, name.addressOffset()) + " " + RecordType.name(type);
        asked.add(question);
        if (silent) {
            return;
        }
        final String text = zone.get(question);
        final UnsafeBuffer response = new UnsafeBuffer(new byte[512]);
        final MessageEncoder encoder = new MessageEncoder();
        encoder.wrap(response, 0, 512).begin(0, MessageHeader.QR | (text == null ? Rcode.NXDOMAIN : 0));
        encoder.question(wire, name.addressOffset(), length, type, RecordClass.IN);
        encoder.section(Section.ANSWER);
        if (text != null) {
            encoder.beginRrset(wire, name.addressOffset(), length, type, RecordClass.IN, 60);
            encoder.beginRdata();
            if (type == RecordType.A) {
                encoder.putI32(Ipv4Address.parse(text));
            } else {
                encoder.putI64(Ipv6Address.parse(text).high());
                encoder.putI64(Ipv6Address.parse(text).low());
            }
            encoder.endRdata();
            encoder.endRrset();
        }
        assertEquals(DropReason.NONE, message.parse(response, 0, encoder.finish()));
        assertEquals(DropReason.NONE, message.validate());
        handler.onAnswer(message);
    }

    private HostResolver resolver(final String conf) {
        return new HostResolver(new DnsClient(this::submit), HOSTS, ResolvConf.parse(conf), Runnable::run);
    }

    private static List<String> texts(final HostAddresses found) {
        return found.addresses().stream().map(Ipv6Address::toString).toList();
    }

    @Test
    void shouldTakeAddressesForThemselves() {
        assertEquals(
                List.of("::ffff:192.0.2.1"),
                texts(resolver("").addresses("192.0.2.1").join()));
        assertEquals(
                List.of("2001:db8::1"),
                texts(resolver("").addresses("2001:db8::1").join()));
        assertEquals(List.of(), asked);
    }

    @Test
    void shouldLetTheHostsFileWinWhateverTheCase() {
        final HostAddresses found = resolver("").addresses("BOX.lan").join();
        assertEquals(List.of("2001:db8::7", "::ffff:192.0.2.7"), texts(found));
        assertEquals(HostAddresses.Source.HOSTS, found.source());
        assertEquals("box.lan", found.canonicalName());
        assertEquals(List.of(), asked);
    }

    @Test
    void shouldAskNobodyForLocalhost() {
        for (final String name : List.of("localhost", "LocalHost.", "a.localhost")) {
            assertEquals(
                    List.of("::1", "::ffff:127.0.0.1"),
                    texts(resolver("").addresses(name).join()),
                    name);
        }
        assertEquals(List.of(), asked);
        assertNull(resolver("").withoutDns("notlocalhost"));
    }

    @Test
    void shouldAskForBothFamiliesAndGiveThemByTurns() {
        zone.put("www.example. A", "192.0.2.1");
        zone.put("www.example. AAAA", "2001:db8::1");
        final HostAddresses found = resolver("").addresses("www.example").join();
        assertEquals(List.of("2001:db8::1", "::ffff:192.0.2.1"), texts(found));
        assertEquals(List.of("www.example. A", "www.example. AAAA"), asked);
        assertEquals(HostAddresses.Source.DNS, found.source());
    }

    @Test
    void shouldBeginWithTheFamilyThatThisHostCanUse() {
        zone.put("www.example. A", "192.0.2.1");
        zone.put("www.example. AAAA", "2001:db8::1");
        final AddressOrder order =
                new AddressOrder(to -> to.isIpv4Mapped() ? Ipv6Address.ofIpv4Mapped(0xC000_0264) : null);
        final HostResolver resolver =
                new HostResolver(new DnsClient(this::submit), HOSTS, ResolvConf.DEFAULT, Runnable::run, order);
        assertEquals(
                List.of("::ffff:192.0.2.1", "2001:db8::1"),
                texts(resolver.addresses("www.example").join()));
    }

    @Test
    void shouldNotAskForAaaaWhereToldSo() {
        zone.put("www.example. A", "192.0.2.1");
        assertEquals(
                List.of("::ffff:192.0.2.1"),
                texts(resolver("options no-aaaa").addresses("www.example").join()));
        assertEquals(List.of("www.example. A"), asked);
    }

    @Test
    void shouldTryTheSearchListUntilANameHasAddresses() {
        zone.put("www.two. A", "192.0.2.2");
        final HostResolver resolver = resolver("search one two\noptions no-aaaa");
        assertEquals(
                List.of("::ffff:192.0.2.2"), texts(resolver.addresses("www").join()));
        assertEquals(List.of("www.one. A", "www.two. A"), asked);
    }

    @Test
    void shouldTellOfTheFirstNameWhereNoneHasAddresses() {
        final HostAddresses found =
                resolver("search one two\noptions no-aaaa").addresses("www").join();
        assertEquals(List.of(), found.addresses());
        assertEquals("www.one.", found.canonicalName());
        assertEquals(Rcode.NXDOMAIN, found.answers().get(0).rcode());
    }

    @Test
    void shouldRefuseTextThatIsNoName() {
        assertThrows(IllegalArgumentException.class, () -> resolver("").addresses("a..b"));
    }

    @Test
    void shouldFailEveryQuestionOfAClosedDriver() {
        closed = true;
        final CompletableFuture<HostAddresses> found = resolver("").addresses("www.example");
        final CompletionException failure = assertThrows(CompletionException.class, found::join);
        assertEquals("closed", failure.getCause().getMessage());
        assertThrows(IllegalStateException.class, () -> new DnsClient(this::submit)
                .lookup(DomainName.of("www.example"), RecordType.A, 1, TimeUnit.SECONDS));
    }

    @Test
    void shouldCompleteFuturesOnTheExecutorGivenAndNowhereElse() throws Exception {
        zone.put("www.example. A", "192.0.2.1");
        final List<Runnable> tasks = new ArrayList<>();
        final CompletableFuture<DnsAnswer> future =
                new DnsClient(this::submit).lookupAsync(DomainName.of("www.example"), RecordType.A, tasks::add);
        assertTrue(!future.isDone() && tasks.size() == 1);
        tasks.get(0).run();
        assertEquals("192.0.2.1", future.get().answers().get(0).rdataText());
    }

    @Test
    void shouldWaitNoLongerThanItsTimeout() {
        silent = true;
        assertThrows(TimeoutException.class, () -> new DnsClient(this::submit)
                .lookup(DomainName.of("www.example"), RecordType.A, 20, TimeUnit.MILLISECONDS));
    }
}
