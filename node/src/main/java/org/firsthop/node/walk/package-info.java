/**
 * The walk: what happens between a URL and an established connection, seen and told.
 *
 * <p>{@link org.firsthop.node.walk.WalkRecorder} watches a network from outside: it sees the frames that leave on each link, the
 * steps of resolvers, the stages of a connection attempt, and looks up in a node's tables why a frame left as it did. Nothing it
 * keeps is known beforehand. What it kept is a list of {@linkplain org.firsthop.node.walk.Step steps}; {@link
 * org.firsthop.node.walk.WalkText}, {@link org.firsthop.node.walk.WalkJson} and {@link org.firsthop.node.walk.WalkSvg} write them
 * down.
 *
 * <table>
 *   <caption>The rows of the walk, and the tests of {@code WalkTest} and {@code CapturedWalkTest} that hold them</caption>
 *   <tr><th>Who</th><th>What</th><th>Test</th></tr>
 *   <tr><td>client</td><td>reads scheme, host and port</td><td>clientShouldReadTheUrl, HttpUrlTest</td></tr>
 *   <tr><td>client</td><td>hosts file, cache, then its resolver</td>
 *     <td>clientShouldLookIntoItsHostsFileThenItsCacheThenAsk</td></tr>
 *   <tr><td>client</td><td>not on my network, so the gateway</td>
 *     <td>clientShouldTakeTheGatewayForWhatIsNotOnItsNetwork</td></tr>
 *   <tr><td>client</td><td>ARP for the gateway, the packet waits</td>
 *     <td>clientShouldAskAllForTheGatewaysLinkAddressAndHoldThePacketMeanwhile,
 *       shouldHoldArpTheNameAndTheHandshakeOnTheLaptopsCable</td></tr>
 *   <tr><td>switch</td><td>learns, floods, forwards</td><td>switchShouldFloodWhatIsForAllAndSendTheRestToOnePort</td></tr>
 *   <tr><td>switch</td><td>leaves frames as they are</td><td>switchShouldChangeNothingOfAFrame</td></tr>
 *   <tr><td>gateway</td><td>answers ARP, and learns from the question who asks</td>
 *     <td>gatewayShouldAnswerAndKnowTheClientFromItsRequest</td></tr>
 *   <tr><td>printer</td><td>hears what is flooded, and says nothing</td><td>othersShouldStaySilent</td></tr>
 *   <tr><td>gateway</td><td>translates addresses and ports</td>
 *     <td>gatewayShouldPutItsOwnAddressInThePlaceOfTheClients, shouldTranslateConsistently</td></tr>
 *   <tr><td>routers</td><td>prefix, TTL, link addresses</td>
 *     <td>routersShouldMatchThePrefixCountDownTheTtlAndRewriteTheLinkAddresses, shouldCountTheTtlDownByOneAtEachRouter,
 *       shouldGiveTheFrameNewLinkAddressesAtEachRouterAndNoneAtTheSwitch</td></tr>
 *   <tr><td>routers</td><td>ARP for the next hop, the packet waits</td>
 *     <td>routersShouldFindTheNextLinkAddressAndHoldThePacketMeanwhile</td></tr>
 *   <tr><td>resolver, name servers</td><td>root, com, example.com, and the answer with its TTL</td>
 *     <td>resolverShouldWalkFromTheRootDownAndShowNoMoreOfTheNameThanItMust, shouldHoldTheResolversOwnWalk</td></tr>
 *   <tr><td>client, server</td><td>SYN, SYN-ACK, ACK</td><td>clientAndServerShouldShakeHandsWithTheRightNumbers</td></tr>
 *   <tr><td>server</td><td>answers through its own gateway</td><td>serverShouldAnswerThroughItsOwnGateway</td></tr>
 *   <tr><td>client</td><td>established</td><td>clientShouldBeConnectedARoundTripAfterTheSyn</td></tr>
 *   <tr><td>client, switch</td><td>the second time: no question, no flooding</td>
 *     <td>secondVisitShouldFindNameLinkAddressesAndPortsKnown</td></tr>
 *   <tr><td>all</td><td>no malformed packet, every checksum and FCS right</td>
 *     <td>shouldHaveNothingMalformedAndEveryChecksumRight</td></tr>
 * </table>
 */
@NullMarked
package org.firsthop.node.walk;

import org.jspecify.annotations.NullMarked;
