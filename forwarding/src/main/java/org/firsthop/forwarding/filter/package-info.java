/**
 * Access lists: which packets an interface takes in and lets out, by addresses, protocol, ports, ICMP type and TCP flags.
 *
 * <p>A {@link org.firsthop.forwarding.filter.FilterList} belongs to one direction of one interface and holds {@link
 * org.firsthop.forwarding.filter.FilterRule}s of both IP versions in order; the first that matches a packet decides, and where
 * none does the packet passes. A {@link org.firsthop.forwarding.filter.FilterSet} holds the lists of a node's interfaces. A
 * {@link org.firsthop.forwarding.filter.FilterStage} asks the lists of one direction; a router without lists has no such stage.
 *
 * <p>A list is compiled into one bitmap of rules for each class of values of each field, found by a binary search; the first
 * bit that all fields' bitmaps have in common is the rule (T. V. Lakshman and D. Stiliadis, SIGCOMM 1998), and a summary of each
 * bitmap's words lets most of them be passed over (F. Baboescu and G. Varghese, SIGCOMM 2001). So the time grows with the
 * logarithm of the rules, and with the words between the list's beginning and the rule. Of lists of up to 32 rules, those of IPv4
 * are looked at one by one.
 *
 * <p>What a later fragment is about, its packet does not say: rules that ask for ports, types or flags do not match it. So that
 * such fragments cannot smuggle what a first fragment would show, those that overlap a TCP header, and first fragments too short
 * to hold their transport header, are dropped (RFC 1858, RFC 3128).
 */
@NullMarked
package org.firsthop.forwarding.filter;

import org.jspecify.annotations.NullMarked;
