package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Every MUST of RFC 9293 appendix B by its number, with a test that proves it or the reason why it is not supported; and the
 * forty known bugs of other TCPs, each of which has a test that bears its number.
 *
 * <p>What the reference and the bad link prove besides is told in the documentation of {@code org.firsthop.tcp}.
 */
final class RequirementsTest {
    private static final int MUSTS = 69;
    private static final int BUGS = 40;

    /** Sequence numbers that wrap: every script is run with initial ones on both sides of the wrap. */
    private static final int BUG_OF_EVERY_SCRIPT = 3;

    private static final List<Class<?>> BUG_TESTS = Stream.of(
                    "KnownBugsTest", "scenario.KnownBugsScenarioTest", "scenario.KnownCloseBugsScenarioTest")
            .<Class<?>>map(RequirementsTest::named)
            .toList();

    private static final String PROVED = """
             1 | the window is unsigned                         | scenario.KnownBugsScenarioTest#shouldNotScaleTheWindowOfASyn
             2 | a checksum is sent                             | scenario.HandshakeScenarioTest#shouldExchangeData
             3 | a checksum is tested                           | WireRulesTest#shouldIgnoreASegmentWithAnyBitFlipped
             4 | End, NOP and MSS are known                     | SynOptionsTest#shouldSayWhatIsOfferedAndNothingElse
             5 | options come in any segment                    | KnownBugsTest#shouldSurviveMalformedOptions
             6 | unknown options are skipped                    | KnownBugsTest#shouldSurviveMalformedOptions
             7 | illegal lengths of options                     | KnownBugsTest#shouldSurviveMalformedOptions
             8 | ISNs follow a clock                            | KnownBugsTest#shouldGiveUnpredictableInitialSequenceNumbers
             9 | and a secret                                   | KnownBugsTest#shouldGiveUnpredictableInitialSequenceNumbers
            10 | simultaneous open                              | scenario.KnownBugsScenarioTest#shouldOpenSimultaneously
            11 | where SYN-RECEIVED came from                   | scenario.KnownBugsScenarioTest#shouldOpenSimultaneously
            12 | a reset is reported                            | scenario.KnownBugsScenarioTest#shouldChallengeASynWhenEstablished
            13 | TIME-WAIT lasts 2 MSL                          | scenario.KnownCloseBugsScenarioTest#shouldKeepTimeWaitForItsTime
            14 | the MSS option, both ways                      | scenario.HandshakeScenarioTest#shouldOpenPassively
            15 | 536 octets, or 1,220, without it               | WireRulesTest#shouldAssumeTheLeastMssWhenThePeerNamesNone
            16 | the effective MSS                              | scenario.KnownBugsScenarioTest#shouldClampATinyMss
            17 | Nagle's algorithm can be turned off            | scenario.DataScenarioTest#shouldHoldASmallSegmentWhileDataAreOutstanding
            18 | RFC 6298 and Karn                              | scenario.DataScenarioTest#shouldBackOffAndGiveUpAtTheLastRetry
            19 | RFC 5681                                       | scenario.DataScenarioTest#shouldRetransmitAfterThreeDuplicateAcknowledgments
            20 | R2 ends the connection                         | scenario.DataScenarioTest#shouldBackOffAndGiveUpAtTheLastRetry
            21 | the user sets R2                               | scenario.DataScenarioTest#shouldGiveUpAtTheUserTimeout
            22 | SYNs are retransmitted like data               | scenario.DataScenarioTest#shouldRepeatTheSynForThreeMinutes
            23 | for at least three minutes                     | scenario.DataScenarioTest#shouldRepeatTheSynForThreeMinutes
            24 | keep-alives can be turned on and off           | scenario.DataScenarioTest#shouldProbeASilentPeerOnlyWhenAskedTo
            25 | and are off at first                           | scenario.DataScenarioTest#shouldProbeASilentPeerOnlyWhenAskedTo
            26 | sent when nothing is outstanding               | scenario.DataScenarioTest#shouldProbeASilentPeerOnlyWhenAskedTo
            27 | at an interval that is set                     | scenario.DataScenarioTest#shouldProbeASilentPeerOnlyWhenAskedTo
            28 | of two hours or more by default                | scenario.DataScenarioTest#shouldProbeASilentPeerOnlyWhenAskedTo
            29 | one probe without answer ends nothing          | scenario.DataScenarioTest#shouldProbeASilentPeerOnlyWhenAskedTo
            34 | windows that shrink are survived               | scenario.DataScenarioTest#shouldGoOnWhenThePeerShrinksItsWindow
            35 | zero windows are probed                        | scenario.KnownCloseBugsScenarioTest#shouldProbeAClosedWindowForHours
            36 | as long as they are answered                   | scenario.KnownCloseBugsScenarioTest#shouldProbeAClosedWindowForHours
            37 | the connection stays open                      | scenario.KnownCloseBugsScenarioTest#shouldProbeAClosedWindowForHours
            38 | no silly windows: the sender's side            | scenario.DataScenarioTest#shouldHoldASmallSegmentWhileDataAreOutstanding
            39 | and the receiver's                             | scenario.DataScenarioTest#shouldCloseTheWindowWhenNothingIsReadAndOpenItInAStep
            40 | ACKs are delayed under half a second           | scenario.DataScenarioTest#shouldDelayASingleAcknowledgmentLessThanHalfASecond
            41 | a listener disturbs no connection              | ListenerTest#shouldFindTheMostExactListener
            42 | and no other at the same port                  | ListenerTest#shouldFindTheMostExactListener
            43 | the user gives the local address               | KnownBugsTest#shouldConnectFromAListenedPortAndToItself
            45 | which the connection keeps                     | KnownBugsTest#shouldConnectFromAListenedPortAndToItself
            46 | no opening to groups                           | KnownBugsTest#shouldIgnoreMulticastBroadcastAndUnspecifiedAddresses
            49 | the TTL can be set                             | ListenerTest#shouldSendWithTheTimeToLiveOfThePersonality
            50 | IP options are skipped                         | ListenerTest#shouldReadSegmentsBehindIpOptions
            54 | ICMP errors are acted on                       | IcmpArrivalTest#shouldEndAnAttemptToConnectByAHardError
            55 | Source Quench is not                           | IcmpArrivalTest#shouldIgnoreSourceQuench
            56 | soft errors end nothing                        | IcmpArrivalTest#shouldGoOnConnectingAfterASoftError
            57 | SYNs to groups are ignored                     | KnownBugsTest#shouldIgnoreMulticastBroadcastAndUnspecifiedAddresses
            58 | segments that came together are dealt with     | BurstTest#shouldAcknowledgeOnceForDataThatComeTogether
            59 | before one acknowledgment is sent              | BurstTest#shouldAcknowledgeOnceForDataThatComeTogether
            60 | PSH with the last octet that is queued         | WireRulesTest#shouldPushTheLastOctetThatIsQueuedAndNoOther
            61 | and not before                                 | WireRulesTest#shouldPushTheLastOctetThatIsQueuedAndNoOther
            63 | invalid source addresses                       | KnownBugsTest#shouldIgnoreMulticastBroadcastAndUnspecifiedAddresses
            64 | options that are not aligned                   | KnownBugsTest#shouldSurviveMalformedOptions
            65 | MSS in a SYN alone                             | SynOptionsTest#shouldLayOutOptionsAsThePersonalityDoes
            66 | ACKs at a zero window                          | scenario.DataScenarioTest#shouldCloseTheWindowWhenNothingIsReadAndOpenItInAStep
            67 | the MSS that is told                           | SynOptionsTest#shouldLayOutOptionsAsThePersonalityDoes
            68 | octets behind End                              | KnownBugsTest#shouldSurviveMalformedOptions
            69 | padding of zeros                               | SynOptionsTest#shouldLayOutOptionsAsThePersonalityDoes
            """;

    private static final String NOT_SUPPORTED = """
            30 | urgent data are read in line (RFC 6093)
            31 | urgent data are read in line (RFC 6093)
            32 | urgent data are read in line (RFC 6093)
            33 | urgent data are read in line (RFC 6093)
            44 | the user chooses the local address
            47 | there is no asynchronous report: ICMP errors that end nothing are told by what onIcmp returns
            48 | Differentiated Services are the sink's
            51 | no source routes
            52 | no source routes
            53 | no source routes
            62 | urgent data are read in line (RFC 6093)
            """;

    @ParameterizedTest(name = "MUST-{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = PROVED)
    void shouldBeProved(final int number, final String rule, final String test) {
        final String[] parts = test.split("#", -1);
        final List<Method> found = ReflectionSupport.findMethods(
                named(parts[0]),
                method -> method.getName().equals(parts[1]) && isTest(method),
                HierarchyTraversalMode.TOP_DOWN);
        assertEquals(1, found.size(), "MUST-" + number + ", " + rule + ": " + test);
    }

    @Test
    void shouldNameEveryRequirementOnce() {
        final List<Integer> numbers = Stream.concat(PROVED.lines(), NOT_SUPPORTED.lines())
                .map(line ->
                        Integer.valueOf(line.substring(0, line.indexOf('|')).strip()))
                .sorted()
                .toList();
        assertEquals(IntStream.rangeClosed(1, MUSTS).boxed().toList(), numbers);
    }

    @Test
    void shouldHaveATestOfEachKnownBug() {
        final List<Integer> numbers = Stream.concat(
                        Stream.of(BUG_OF_EVERY_SCRIPT),
                        BUG_TESTS.stream()
                                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                                .filter(RequirementsTest::isTest)
                                .map(method -> AnnotationSupport.findAnnotation(method, DisplayName.class))
                                .flatMap(Optional::stream)
                                .map(name -> name.value().split("\\D", 2)[0])
                                .filter(number -> !number.isEmpty())
                                .map(Integer::valueOf))
                .distinct()
                .sorted()
                .toList();
        assertEquals(IntStream.rangeClosed(1, BUGS).boxed().toList(), numbers);
    }

    private static boolean isTest(final Method method) {
        return AnnotationSupport.isAnnotated(method, Test.class)
                || AnnotationSupport.isAnnotated(method, ParameterizedTest.class);
    }

    private static Class<?> named(final String name) {
        return ReflectionSupport.tryToLoadClass("org.firsthop.tcp." + name)
                .getOrThrow(failure -> new IllegalArgumentException("no such test: " + name, failure));
    }
}
