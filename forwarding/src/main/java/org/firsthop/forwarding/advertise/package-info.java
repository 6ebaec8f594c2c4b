/**
 * Router advertisements: how the hosts of a link learn of their router, of the link's prefixes and of its MTU (RFC 4861 section
 * 6.2, RFC 4862, RFC 8106).
 *
 * <pre>
 *   neighbor ─ local ─▶ router-advertiser ─┬─ messages ─▶ local-output ─▶ …   advertisements
 *                                          └─ local ────▶ local               whatever came
 * </pre>
 *
 * <p>A router advertises on the links that it was told to, and on no other: see {@link
 * org.firsthop.forwarding.advertise.AdvertisementConfig}. There is one timer a link and nothing for those who ask, so a flood of
 * solicitations costs a link one message in three seconds, and no memory.
 */
@NullMarked
package org.firsthop.forwarding.advertise;

import org.jspecify.annotations.NullMarked;
