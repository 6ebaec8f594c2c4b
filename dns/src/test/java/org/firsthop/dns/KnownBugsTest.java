package org.firsthop.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The thirty-four classes of bugs that DNS software had, by the number that comments of tests name them by, and the tests that
 * keep them out of this one.
 */
class KnownBugsTest {
    private static final String TABLE = """
             1 | labels over 63 and names over 255 octets are taken       | message.CodecBugClassesTest#class1ShouldRefuseLabelsAndNamesThatAreTooLongAndKeepOctetsThatAreNoLetters
             2 | pointers to pointers cost quadratic time or a stack      | message.CodecBugClassesTest#class2ShouldTakeMessagesFullOfPointersInLinearTime
             2 | and lead forward or in a circle                          | name.MessageNamesTest#shouldRefusePointersThatDoNotLeadStrictlyBackward
             3 | pointers are counted from the buffer's begin             | message.CodecBugClassesTest#class3ShouldCountPointersFromTheMessageAndNotFromTheBuffer
             4 | a short message with OPT is misread                      | message.CodecBugClassesTest#class4ShouldRefuseOptThatIsCutShort
             5 | compressed names of RDATA are handed on as they are      | message.CodecBugClassesTest#class5ShouldWriteOutNamesOfRdataThatGoesToAnotherMessage
             6 | truncation passes the limit, loses OPT, or never ends    | message.CodecBugClassesTest#class6ShouldNeverPassTheLimitNorLoseOpt
             7 | many or repeated EDNS options                            | message.CodecBugClassesTest#class7ShouldWalkThousandsOfOptionsInOnePassAndJudgeCookies
             7 | and a server that is asked with them                     | authority.AuthoritativeResponderTest#shouldAnswerQueriesWithThousandsOfOptions
             8 | compression of what is sent costs without bound          | message.CodecBugClassesTest#class8ShouldBoundWhatCompressionCosts
             9 | empty RDATA of an UPDATE                                 | message.CodecBugClassesTest#class9ShouldTakeEmptyRdataInUpdatesAndNowhereElse
            10 | SVCB parameters, RDLENGTH and counts that lie            | message.CodecBugClassesTest#class10ShouldRefuseParametersOutOfOrderAndLengthsThatLie
            10 | and more records counted than there are                  | message.CodecBugClassesTest#class10ShouldRefuseCountsThatLie
            11 | ids and ports that can be foreseen                       | resolver.ForwardingResolverTest#shouldSpreadIdsSourcesAndCase
            12 | the first forgery ends the question                      | resolver.ForwardingResolverTest#shouldOutliveForgeriesAndMoveToTcpAfterANearMiss
            12 | the case of the question is not compared                 | resolver.ForwardingResolverTest#shouldNotTakeAResponseInAnotherCase
            12 | client subnets open equal questions at once              | resolver.ResolverBugClassesTest#shouldAskOnceForManyClientSubnetsAndTellNoneOfThem
            13 | records that were not asked for reach the client         | resolver.ForwardingResolverTest#shouldDropRecordsThatWereNotAskedFor
            14 | a truncated answer is used or cached                     | resolver.ForwardingResolverTest#shouldAskOverTcpWhenTruncated
            15 | sockets leak when time runs out                          | resolver.ForwardingResolverTest#shouldFailAtTheDeadlineAndGiveEverythingBack
            16 | TCP: reads that are short, a length in two parts         | authority.AuthorityConnectionTest#shouldAnswerHoweverTheStreamIsCut
            16 | and all that comes after one switch to TCP               | authority.AuthorityConnectionTest#shouldTransferAndThenAnswerTheNextQuery
            17 | units of deadlines are confused                          | resolver.ForwardingResolverTest#shouldFailAtTheDeadlineAndGiveEverythingBack
            18 | ndots and search lists: a name is tried twice            | config.SearchListTest#shouldTryNoNameTwice
            18 | or an absolute one with the list                         | config.SearchListTest#shouldTryAnAbsoluteNameAlone
            19 | one bad line of the hosts file hides others              | config.HostsFileTest#shouldSkipLinesThatMakeNoSenseAndTellWhich
            19 | the hosts file loses against DNS, or heeds case          | client.HostResolverTest#shouldLetTheHostsFileWinWhateverTheCase
            20 | negatives are kept for ever, or under the wrong name     | resolver.IterativeResolverTest#shouldDenyNamesAndTypes
            20 | and an alias to a name that does not exist               | authority.AuthoritativeResponderTest#shouldSayNxdomainForTheTargetOfAnAlias
            21 | an alias outlives its target                             | resolver.ForwardingResolverTest#shouldFetchAnewOnlyWhatHasExpired
            22 | TTLs with the top bit                                    | cache.RrsetCacheTest#shouldTakeTtlsForWhatTheyAre
            22 | TTL 0                                                    | resolver.ForwardingResolverTest#shouldUseTtlZeroOnce
            23 | huge sets of records                                     | cache.RrsetCacheTest#shouldRefuseSetsWithTooManyRecordsAsAWhole
            24 | the cache passes its bound                               | cache.RrsetCacheTest#shouldNeverExceedItsBoundUnderAFloodOfRandomNames
            25 | stale data live on                                       | resolver.ForwardingResolverTest#shouldServeStaleDataWhenServersAreSilent
            26 | servers speak for zones of others                        | resolver.AttackTest#shouldKeepServersToTheirOwnZones
            26 | glue becomes an answer                                   | resolver.AttackTest#shouldNotAnswerFromGlue
            27 | ghost domains                                            | resolver.AttackTest#shouldLetADelegationDieWithTheTtlThatItsParentGave
            28 | many servers without addresses                           | resolver.AttackTest#shouldSpendAtMostTwelvePacketsOnSixtyNameServersThatDoNotExist
            28 | budgets that aliases fill up again                       | resolver.AttackTest#shouldSpendAtMostFiftyPacketsOnAnything
            29 | one address under many names                             | resolver.AttackTest#shouldAskAnAddressNoMoreOftenForManyNames
            30 | glue of addresses that no server has                     | resolver.AttackTest#shouldNotAskAddressesThatNoServerHas
            31 | loops of aliases                                         | resolver.AttackTest#shouldFailOnLoopsOfAliases
            31 | across zones                                             | resolver.ResolverBugClassesTest#shouldFailOnLoopsOfAliasesAcrossZones
            31 | in a server's own zones                                  | authority.AuthoritativeResponderTest#shouldNotRepeatAliasesThatLoop
            32 | servers whose names depend on each other                 | resolver.AttackTest#shouldSpendAtMostEightPacketsOnZonesThatDelegateToEachOther
            32 | and on ever more zones                                   | resolver.AttackTest#shouldBoundTheDepthOfServersWithoutGlue
            33 | shortened names: aliases, denials, errors on the way     | resolver.AttackTest#shouldPassWhatStandsAtShortenedNames
            33 | the zone's own servers taken for a cut                   | resolver.AttackTest#shouldNotTakeTheZonesOwnServersForACut
            34 | many answers set off by one late response                | resolver.ForwardingResolverTest#shouldBoundTheBurstThatOneLateResponseReleases
            34 | a NOTIFY empties the cache                               | resolver.ResolverBugClassesTest#shouldKeepItsCacheWhenNotified
            """;

    private static final int CLASSES = 34;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void shouldHaveItsTest(final int number, final String bug, final String test) throws ReflectiveOperationException {
        final String[] parts = ("org.firsthop.dns." + test).split("#", -1);
        final Class<?> type = Class.forName(parts[0]);
        final long tests = ReflectionSupport.findMethods(
                        type,
                        method -> method.getName().equals(parts[1]) && isTest(method),
                        HierarchyTraversalMode.TOP_DOWN)
                .size();
        assertEquals(1, tests, number + ", " + bug + ": " + test);
    }

    private static boolean isTest(final Method method) {
        return AnnotationSupport.isAnnotated(method, Test.class)
                || AnnotationSupport.isAnnotated(method, ParameterizedTest.class);
    }

    @Test
    void shouldNameEveryClass() {
        final List<Integer> named = TABLE.lines()
                .map(line ->
                        Integer.valueOf(line.substring(0, line.indexOf('|')).strip()))
                .distinct()
                .toList();
        assertEquals(IntStream.rangeClosed(1, CLASSES).boxed().toList(), named);
    }
}
