/**
 * What a packet meets between two links, to the RFCs, bounded in memory, and safe on a hostile LAN.
 *
 * <p>The packages: {@code fib} and {@code rib} know where packets go; {@code neighbor} and {@code advertise} speak with who is on the
 * link; {@code ip} wires a router or a host and forwards; {@code icmp}, {@code fragment}, {@code option} and {@code filter} are what
 * some packets need besides; {@code nat} translates; {@code bridge} is a switch; {@code local} and {@code table} are what these share.
 *
 * <h2>The rules, and the tests that hold them</h2>
 *
 * Each line has a rule, where it is written, and a test that fails when it is broken; a test of this module checks that all of them
 * are there.
 *
 * <pre>
 * Neighbors
 *   the states and their timers, all settable    | RFC 4861 7.3.2, 10                | neighbor.NeighborTablePropertyTest#tableAgreesWithTheReference
 *   REACHABLE ends at random                     | RFC 4861 6.3.2                    | neighbor.NeighborTableTest#shouldGoFromReachableToStaleWithinHalfToOneAndAHalfReachableTimes
 *   STALE, used, is in DELAY                     | RFC 4861 7.3.3                    | neighbor.NeighborTableTest#shouldDelayWhenAStaleNeighborIsUsed
 *   PROBE asks the neighbor alone, then FAILED   | RFC 4861 7.3.3                    | neighbor.NeighborTableTest#shouldProbeThreeTimesASecondApartAndThenFail
 *   requests to all, at most one a second        | RFC 1122 2.3.2.1                  | neighbor.ResolutionTest#shouldAskThreeTimesASecondApartAndThenGiveUp
 *   solicitations to the group of the target     | RFC 4861 7.2.2                    | neighbor.ResolutionTest#shouldSolicitAnUnknownIpv6NeighborAtItsSolicitedNodeGroup
 *   packets wait, and go on in order             | RFC 1122 2.3.2.2                  | neighbor.ResolutionTest#shouldAskAllForAnUnknownNeighborAndSendWhatWaitedInOrder
 *   of a full queue the oldest goes              | RFC 4861 7.2.2                    | neighbor.ResolutionTest#shouldDropTheOldestWhenTheQueueIsFull
 *   host unreachable when no answer comes        | RFC 1122 2.3.2.2, RFC 4861 7.2.2  | icmp.IcmpErrorsTest#shouldTellThatANeighborDoesNotAnswer
 *   announcements                                | RFC 5227 2.3                      | neighbor.ArpTest#shouldAnnounceANewAddressTwice
 *   probes before an address is used             | RFC 5227 2.1.1                    | neighbor.ArpTest#shouldProbeThreeTimesBeforeItUsesAnAddress
 *   conflicts are defended against, once in 10 s | RFC 5227 2.4                      | neighbor.ArpTest#shouldDefendItsAddressOnceInTenSeconds
 *   gratuitous ARP updates, but creates nothing  | RFC 826, RFC 5227 3               | neighbor.ArpTest#shouldCreateNothingFromGratuitousRequests
 *   proxy ARP, off unless told                   | RFC 1027 2                        | neighbor.ArpTest#shouldNotAnswerForOthersUnlessProxyArpIsOn
 *   proxy neighbor discovery, off unless told    | RFC 4861 7.2.8                    | neighbor.NdpTest#shouldAdvertiseForNodesBeyondWhenToldTo
 *   duplicate address detection                  | RFC 4862 5.4                      | neighbor.NdpTest#shouldProbeOnceBeforeItUsesAnAddressAndThenTellRouters
 *   static entries stand against all claims      |                                   | neighbor.ArpTest#shouldKeepConfiguredNeighborsAgainstAllClaims
 *   unsolicited replies create nothing           | RFC 4861 7.2.5                    | neighbor.NdpTest#shouldCreateNothingFromUnsolicitedAdvertisements
 *   senders off the subnet are not believed      | RFC 826                           | neighbor.ArpTest#shouldNeitherBelieveNorAnswerSendersOfOtherNetworks
 *   what a router forwarded is no discovery      | RFC 4861 7.1                      | neighbor.NdpTest#shouldDropMessagesThatARouterHasForwarded
 *   a scan of a /16 takes a bound                | RFC 1812 3.3.2                    | neighbor.AddressScanTest#shouldStandAScanOfAWholePrefixOf16Bits
 *   a scan of a /64 takes a bound                | RFC 6583                          | neighbor.AddressScanTest#shouldStandAScanOfAPrefixOf64Bits
 *   live neighbors are never evicted             |                                   | neighbor.NeighborTableTest#shouldNeverEvictALiveNeighbor
 *   the operator's view                          |                                   | neighbor.ArpTest#shouldListNeighborsAsIpNeighDoes
 *
 * Routers and hosts of a link
 *   advertisements, on links that are told to    | RFC 4861 6.2.1, 6.2.3             | advertise.RouterAdvertiserTest#shouldSayWhatTheLinkIs
 *   unsolicited ones with jitter                 | RFC 4861 6.2.4                    | advertise.RouterAdvertiserTest#shouldAdvertiseUnaskedWithJitter
 *   solicited ones at a bounded rate             | RFC 4861 6.2.6                    | advertise.RouterAdvertiserTest#shouldAnswerSolicitationsAtABoundedRate
 *   the last one has a lifetime of zero          | RFC 4861 6.2.5                    | advertise.RouterAdvertiserTest#shouldEndWithALifetimeOfZero
 *   contradictions are counted                   | RFC 4861 6.2.7                    | advertise.RouterAdvertiserTest#shouldCountAdvertisementsThatContradict
 *   the kernel's hosts configure themselves      | RFC 4862 5.5                      | node.linux.AdvertisementLiveTest#shouldConfigureHostsOfTheKernel
 *   hosts learn routers' timers                  | RFC 4861 6.3.4                    | neighbor.NdpTest#shouldLearnRoutersAndTheirTimersFromTheirAdvertisements
 *   routers tell of better first hops            | RFC 1812 5.2.7.2                  | icmp.RedirectsTest#shouldTellAHostOfABetterFirstHop
 *   and of IPv6                                  | RFC 4861 8.2                      | icmp.RedirectsTest#shouldTellAnIpv6HostOfABetterRouter
 *   hosts follow redirects of the first hop      | RFC 1122 3.2.2.2                  | ip.RedirectInputTest#shouldFollowIpv4Redirects
 *   and of IPv6                                  | RFC 4861 8.3                      | ip.RedirectInputTest#shouldFollowIpv6Redirects
 *   and of nobody else                           | RFC 4861 8.1                      | ip.RedirectInputTest#shouldNotFollowIpv6RedirectsOfOthers
 *   routers never do                             | RFC 1812 5.2.7.2                  | ip.RedirectInputTest#shouldIgnoreRedirectsAsARouter
 *
 * Forwarding
 *   headers are validated                        | RFC 1812 5.2.2                    | ip.RouterTest#shouldDropHeadersThatCannotBeRead
 *   checksums are                                | RFC 1812 5.2.2                    | ip.RouterTest#shouldDropWrongChecksums
 *   the fast path does what the stages do        | RFC 1812 5.2                      | ip.Ipv4FastPathTest#shouldTreatEveryOctetOfTheHeadersAlike
 *   martian sources                              | RFC 1812 5.3.7                    | ip.RouterTest#shouldDropMartianSources
 *   martian destinations                         | RFC 1812 5.3.7                    | ip.RouterTest#shouldDropMartianDestinations
 *   martians of IPv6                             | RFC 4291 2.5                      | ip.RouterTest#shouldDropIpv6Martians
 *   the reverse path, strict                     | RFC 3704 2.2                      | ip.ReversePathTest#shouldDropSourcesWhoseRouteIsByAnotherInterfaceWhenStrict
 *   the reverse path, loose                      | RFC 3704 2.4                      | ip.ReversePathTest#shouldDropSourcesWithoutAUsefulRouteWhenLoose
 *   and off by default                           | RFC 1812 5.3.8                    | ip.ReversePathTest#shouldPassAllWhenOff
 *   directed broadcasts, off by default          | RFC 2644                          | ip.DirectedBroadcastTest#shouldNotForwardDirectedBroadcasts
 *   record route                                 | RFC 791 3.1, RFC 1812 5.3.13.5    | option.Ipv4OptionsTest#shouldRecordTheRoute
 *   timestamps                                   | RFC 791 3.1, RFC 1812 5.3.13.6    | option.Ipv4OptionsTest#shouldWriteTimestampsWithAddresses
 *   source routes are dropped                    | RFC 1812 5.3.13.4, RFC 7126 4.3   | icmp.IcmpErrorsTest#shouldTellThatSourceRoutesAreNotFollowed
 *   router alert                                 | RFC 2113, RFC 6398                | option.Ipv4OptionsTest#shouldShowRouterAlertsToWhoeverLooks
 *   options of IPv6                              | RFC 8200 4.2                      | option.Ipv6OptionsTest#shouldReportUnknownOptionsThatAskForIt
 *   routing headers of type 0                    | RFC 5095                          | icmp.IcmpErrorsTest#shouldPointAtARoutingHeaderThatIsNotFollowed
 *   TTL 1 is not forwarded as 0                  | RFC 1812 5.3.1                    | ip.RouterTest#shouldNeverForwardATtlOfOne
 *   nor a hop limit of 1                         | RFC 8200 3                        | ip.RouterTest#shouldNeverForwardAHopLimitOfOne
 *   the MTU of the link                          | RFC 1812 5.2.6, RFC 1191          | ip.RouterTest#shouldDropWhatMayNotBeCut
 *   and of IPv6                                  | RFC 8200 5                        | ip.RouterTest#shouldDropIpv6PacketsThatAreTooBig
 *   local delivery                               | RFC 1812 5.2.3                    | ip.RouterTest#shouldDeliverWhatIsForTheRouter
 *   multicast of the link stays                  | RFC 4291 2.7                      | ip.RouterTest#shouldDropIpv6MulticastBeyondTheLink
 *   link-local addresses stay                    | RFC 3927 2.7, RFC 4291 2.5.6      | ip.RouterTest#shouldKeepLinkLocalAddressesOnTheirLink
 *   equal paths, a flow on one                   | RFC 2992                          | ip.RouterTest#shouldSpreadFlowsOverEqualPathsAndKeepEachOnOne
 *   blackholes                                   |                                   | ip.RouterTest#shouldObeyBlackholeRoutes
 *   access lists, in                             | RFC 1812 5.3.9                    | filter.FilterStageTest#shouldFilterWhatComesIn
 *   access lists, out                            | RFC 1812 5.3.9                    | filter.FilterStageTest#shouldFilterWhatGoesOut
 *   fragments that hide what is filtered         | RFC 1858 3                        | filter.FilterListTest#shouldDropFragmentsThatHideTheTransportHeader
 *   counters of each rule                        |                                   | filter.FilterListTest#shouldCountWhatEachRuleDecides
 *   all as the kernel does, but where an RFC says| RFC 1812, RFC 8200                | node.linux.KernelDifferentialTest#shouldDoWithIpv4PacketsWhatTheKernelDoes
 *
 * ICMP
 *   TTL exceeded                                 | RFC 792, RFC 1812 5.2.7.3         | icmp.IcmpErrorsTest#shouldTellThatTheTtlWasExceeded
 *   quotes up to 576 octets                      | RFC 1812 4.3.2.3                  | icmp.IcmpErrorsTest#shouldQuoteAsMuchAsFitsIn576Octets
 *   and up to the least MTU                      | RFC 4443 2.4 (c)                  | icmp.IcmpErrorsTest#shouldQuoteAsMuchAsFitsInTheLeastMtu
 *   from which address                           | RFC 1812 4.3.2.4, RFC 4443 2.2    | icmp.IcmpErrorsTest#shouldBearTheAddressOfTheEgressInterfaceWhereTheRuleIsSet
 *   never about an error                         | RFC 1122 3.2.2                    | icmp.IcmpErrorsTest#shouldSendNoErrorAboutAnError
 *   nor of IPv6                                  | RFC 4443 2.4 (e)                  | icmp.IcmpErrorsTest#shouldSendNoErrorAboutAnIpv6ErrorOrRedirect
 *   nor about a later fragment                   | RFC 1122 3.2.2                    | icmp.IcmpErrorsTest#shouldSendNoErrorAboutALaterFragment
 *   nor about broadcasts and multicasts          | RFC 1122 3.2.2, RFC 4443 2.4 (e)  | icmp.IcmpErrorsTest#shouldSendNoErrorAboutBroadcastsAndMulticasts
 *   at a bounded rate                            | RFC 1812 4.3.2.8, RFC 4443 2.4 (f)| icmp.IcmpErrorsTest#shouldSendNoMoreErrorsThanTheLimits
 *   the MTU that did not fit                     | RFC 1191 4                        | icmp.IcmpErrorsTest#shouldTellTheMtuThatADatagramDidNotFit
 *   packet too big                               | RFC 4443 3.2, RFC 8201            | icmp.IcmpErrorsTest#shouldTellTheMtuThatAPacketDidNotFit
 *   echo replies                                 | RFC 1122 3.2.2.6                  | icmp.IcmpInputTest#shouldAnswerEchoRequests
 *   of IPv6                                      | RFC 4443 4.2                      | icmp.IcmpInputTest#shouldAnswerIpv6EchoRequests
 *   of any length                                | RFC 792, RFC 1122 3.3.2           | icmp.LongEchoTest#shouldAnswerLongIpv4Requests
 *   timestamp replies                            | RFC 1122 3.2.2.8                  | icmp.IcmpInputTest#shouldAnswerTimestampRequests
 *   as tshark reads them                         | RFC 792, RFC 4443                 | node.linux.TsharkOutputTest#shouldSpeakIcmpAsTsharkReadsIt
 *
 * Fragments
 *   cutting                                      | RFC 791 3.2, RFC 1812 5.2.6       | fragment.FragmentTest#shouldCutWhatIsLongerThanTheMtu
 *   options by their copy bit                    | RFC 791 3.1                       | fragment.FragmentTest#shouldCopyOptionsByTheirCopyBit
 *   IPv6 at its source only                      | RFC 8200 4.5, 5                   | fragment.FragmentTest#shouldCutThisNodesOwnIpv6Packets
 *   and back, whatever MTU and order             | RFC 815                           | fragment.FragmentPropertyTest#fragmentThenReassembleIsTheIdentity
 *   of IPv6                                      | RFC 8200 4.5                      | fragment.FragmentPropertyTest#ipv6FragmentThenReassembleIsTheIdentity
 *   overlaps are thrown away                     | RFC 5722 4                        | fragment.FragmentPropertyTest#overlappingIpv6FragmentsAreNeverDelivered
 *   and of IPv4                                  | RFC 1858, RFC 3128                | fragment.FragmentTest#shouldThrowAwayWhatOverlaps
 *   identifications tell datagrams apart         | RFC 6864 4                        | fragment.FragmentPropertyTest#fragmentsOfManyDatagramsAreNotMixedUp
 *   atomic fragments                             | RFC 6946 4                        | fragment.FragmentTest#shouldTakeAtomicFragmentsByThemselves
 *   bounded memory                               |                                   | fragment.FragmentTest#shouldKeepToItsBounds
 *   bounded time, and its sender is told         | RFC 1122 3.3.2                    | fragment.FragmentTest#shouldTellThatTheTimeOfADatagramIsUp
 *   fair to other sources                        |                                   | fragment.FragmentTest#shouldServeOthersWhileOneSourceFloods
 *
 * Switch
 *   floods until a station is heard              | IEEE 802.1Q 8.6.3                 | bridge.BridgeTest#shouldFloodToAllOtherPortsUntilTheStationIsHeard
 *   then sends to its port alone                 | IEEE 802.1Q 8.6.3                 | bridge.BridgePropertyTest#framesGoWhereTheModelSaysAndNowhereElse
 *   and never back                               | IEEE 802.1Q 8.6.1                 | bridge.BridgePropertyTest#noFrameComesBackAndEachIsCountedOnce
 *   ageing                                       | IEEE 802.1Q 8.8.3                 | bridge.BridgeTest#shouldForgetStationsThatWereSilentForTheAgeingTime
 *   stations that move                           | IEEE 802.1Q 8.7                   | bridge.BridgeTest#shouldFollowAStationThatMoves
 *   group sources are never learned              | IEEE 802.1Q 8.7                   | bridge.BridgeTest#shouldNeverLearnGroupSources
 *   reserved addresses are never forwarded       | IEEE 802.1Q 8.6.3                 | bridge.BridgeTest#shouldNeverForwardReservedAddresses
 *   a flood of stations stays in its bound       |                                   | bridge.MacFloodTest#shouldStayWithinItsBoundAndUnharmOtherPorts
 *   access ports and trunks                      | IEEE 802.1Q 6.9                   | bridge.VlanTest#shouldTakeTheTagOffForAccessPortsAndKeepItForTrunks
 *   storm limits                                 |                                   | bridge.BridgeTest#shouldLimitEachKindOfCopiedFrameByItself
 *   split horizon                                |                                   | bridge.BridgeTest#shouldKeepIsolatedPortsApart
 *
 * Address translation
 *   one mapping for all destinations             | RFC 4787 REQ-1                    | nat.Rfc4787Test#req1ShouldMapIndependentlyOfTheEndpoint
 *   of TCP                                       | RFC 5382 REQ-1                    | nat.Rfc5382Test#req1ShouldMapIndependentlyOfTheEndpoint
 *   of queries                                   | RFC 5508 REQ-1                    | nat.Rfc5508Test#req1aShouldMapIdentifiersIndependentlyOfTheEndpoint
 *   ports are preserved, never overloaded        | RFC 4787 REQ-3                    | nat.Rfc4787Test#req3ShouldPreserveThePortButNeverOverloadIt
 *   filtering                                    | RFC 4787 REQ-8                    | nat.Rfc4787Test#req8ShouldFilterByEndpointAsConfigured
 *   hairpins                                     | RFC 4787 REQ-9                    | nat.NatPropertyTest#hostsInsideMeetByTheirEndsOutside
 *   forwarded ports                              |                                   | nat.Rfc5382Test#shouldForwardPortsToEverybodyWithoutSessions
 *   timers of UDP                                | RFC 4787 REQ-5                    | nat.Rfc4787Test#req5ShouldKeepASessionForFiveMinutes
 *   timers of TCP                                | RFC 5382 REQ-5                    | nat.Rfc5382Test#req5ShouldKeepAnEstablishedConnectionForTwoHoursAndFourMinutes
 *   connections that open and close              | RFC 5382 REQ-5                    | nat.Rfc5382Test#req5ShouldKeepOpeningAndClosingConnectionsForFourMinutes
 *   what a tracker refuses                       | RFC 5382 REQ-2                    | nat.Rfc5382Test#shouldDropSegmentsThatTheTrackerRefuses
 *   errors, with what they quote                 | RFC 5508 REQ-4                    | nat.NatPropertyTest#errorsQuoteWhatTheHostSent
 *   fragments                                    | RFC 4787 REQ-14                   | nat.Rfc4787Test#req14ShouldTranslateFragmentsOutOfOrder
 *   a quota for each host                        |                                   | nat.Rfc5382Test#shouldLimitTheSessionsOfAHostAndTellIt
 *   there and back is the identity               |                                   | nat.NatPropertyTest#translatingBackIsTheIdentityAndNoTwoFlowsShareAMapping
 *   the fast path translates as the stages do    |                                   | NatLanePropertyTest#theFastPathTranslatesAsTheStagesDo
 *   checksums, as tshark reads them              | RFC 3022 4.1                      | node.linux.TsharkOutputTest#shouldTranslateAsTsharkReadsIt
 *
 * All together
 *   every packet is counted once                 |                                   | CountingLawPropertyTest#everyPacketIsCountedExactlyOnceHoweverTheNodeIsConfigured
 *   every flow stays in order                    |                                   | ip.FlowOrderTest#everyFlowStaysInOrderWhateverTheNumberOfWorkers
 *   no octet is allocated                        |                                   | RouterAllocationTest#shouldAllocateNothingForBothVersionsForwardedAndForOptions
 *   nor by the switch                            |                                   | bridge.BridgeAllocationTest#shouldAllocateNothingForBroadcasts
 *   a sweep beside a live flow                   | RFC 6583                          | node.linux.LiveFloodTest#shouldStandASweepOfASlash64
 *   a sweep of a /16                             | RFC 1812 3.3.2                    | node.linux.LiveFloodTest#shouldStandASweepOfASlash16
 *   fragments without rest                       | RFC 1858                          | node.linux.LiveFloodTest#shouldStandFragmentsWhoseRestNeverComes
 *   baits for errors                             | RFC 4443 2.4 (f)                  | node.linux.LiveFloodTest#shouldStandBaitsForErrors
 *   exhausted translations                       | RFC 4787 REQ-1                    | node.linux.LiveFloodTest#shouldStandTheExhaustionOfTranslations
 *   a flood of stations                          | IEEE 802.1Q 8.7                   | node.linux.LiveFloodTest#shouldStandAFloodOfStations
 * </pre>
 */
@NullMarked
package org.firsthop.forwarding;

import org.jspecify.annotations.NullMarked;
