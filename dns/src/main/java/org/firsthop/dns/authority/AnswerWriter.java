package org.firsthop.dns.authority;

import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.message.MessageEncoder;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.message.Section;
import org.firsthop.dns.name.NameSuffixes;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.zone.Zone;
import org.jspecify.annotations.Nullable;

/** The algorithm of RFC 1034 section 4.3.2, with DNAME (RFC 6672 section 3.2) and wildcards (RFC 4592). */
final class AnswerWriter {
    /** Aliases that one answer follows; a chain that goes on is left to the asker. */
    static final int MAX_ALIASES = 11;

    private static final int FOLLOW = -1;
    private static final int MISSING = -1;
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;

    private final MessageEncoder encoder;
    private final NameSuffixes suffixes;
    private final byte[] name;
    private final byte[] scratch = new byte[WireName.CAPACITY];
    private final int[] owners = new int[MAX_ALIASES + 1];

    private int nameLength;
    private int type;
    private boolean dnssecOk;
    private boolean stream;
    private boolean referral;
    private int aliases;

    /**
     * A writer over parts that it shares with its responder.
     *
     * @param suffixes over the name, wrapped before each call.
     * @param name the name asked for, which is overwritten by those that aliases lead to.
     */
    AnswerWriter(final MessageEncoder encoder, final NameSuffixes suffixes, final byte[] name) {
        this.encoder = encoder;
        this.suffixes = suffixes;
        this.name = name;
    }

    /** Forgets the answer before. */
    void begin() {
        referral = false;
        aliases = 0;
    }

    /** {@return whether the answer last written was a referral} */
    boolean isReferral() {
        return referral;
    }

    /** Writes the sections of the answer, and tells the response code. */
    int write(
            final ZoneSet zones,
            final int length,
            final int queryType,
            final int queryClass,
            final boolean withSignatures,
            final boolean isStream) {
        nameLength = length;
        type = queryType;
        dnssecOk = withSignatures;
        stream = isStream;
        begin();
        encoder.section(Section.ANSWER);
        int rcode = FOLLOW;
        while (rcode == FOLLOW) {
            final Zone zone = zoneOf(zones);
            if (zone == null || (queryClass != zone.zoneClass() && queryClass != RecordClass.ANY)) {
                return aliases == 0 ? Rcode.REFUSED : Rcode.NOERROR;
            }
            rcode = lookup(zone);
            if (!referral || aliases > 0) {
                // RFC 1035 section 4.1.1: AA speaks of the first owner of the answer section.
                encoder.flags(encoder.flags() | MessageHeader.AA);
            }
        }
        return rcode;
    }

    /** RFC 4035 section 3.1.4.1: DS records are the parent's. */
    private @Nullable Zone zoneOf(final ZoneSet zones) {
        final Zone zone = zones.find(suffixes, 0);
        if (type == RecordType.DS && zone != null && zone.originLabels() == suffixes.count() && suffixes.count() > 0) {
            final Zone parent = zones.find(suffixes, 1);
            return parent == null ? zone : parent;
        }
        return zone;
    }

    private int lookup(final Zone zone) {
        final int exact = zone.find(suffixes, 0);
        if (exact >= 0) {
            tellEncloser(zone, exact);
            if (!zone.isOccluded(exact)) {
                return zone.isCut(exact) && type != RecordType.DS ? refer(zone, exact) : answer(zone, exact, false);
            }
        }
        int encloser = zone.apex();
        for (int label = suffixes.count() - zone.originLabels() - 1; label >= 0; label--) {
            final int redirection = zone.rrset(encloser, RecordType.DNAME);
            if (redirection >= 0) {
                return redirect(zone, encloser, redirection, label + 1);
            }
            final int node = zone.find(suffixes, label);
            if (node < 0) {
                break;
            }
            if (zone.isCut(node)) {
                tellCut(zone, node, label);
                return refer(zone, node);
            }
            encloser = node;
        }
        final int wildcard = zone.wildcard(encloser);
        if (wildcard >= 0) {
            return answer(zone, wildcard, true);
        }
        tellEncloser(zone, encloser);
        writeAbsence(zone);
        return Rcode.NXDOMAIN;
    }

    /** Lets names that follow be told by their numbers: the question ends in the name of a node, and in none that is longer. */
    private void tellEncloser(final Zone zone, final int node) {
        if (aliases == 0 && !zone.hasTargetBelow(node)) {
            encoder.enclosedBy(zone.name(node));
        }
    }

    /** Below a cut there may be glue, nearer to the question than the cut. */
    private void tellCut(final Zone zone, final int cut, final int label) {
        int node = cut;
        for (int i = 0; i < label; i++) {
            final int nearer = zone.find(suffixes, i);
            if (nearer >= 0) {
                node = nearer;
                break;
            }
        }
        tellEncloser(zone, node);
    }

    private int answer(final Zone zone, final int node, final boolean isSynthesized) {
        final int alias = zone.rrset(node, RecordType.CNAME);
        if (alias >= 0 && isFollowed()) {
            return isNewAlias() && add(zone, alias, node, isSynthesized) ? follow(zone, alias) : Rcode.NOERROR;
        }
        if (type == RecordType.ANY) {
            return answerAny(zone, node, isSynthesized);
        }
        final int rrset = zone.rrset(node, type);
        if (rrset < 0) {
            writeAbsence(zone);
        } else if (add(zone, rrset, node, isSynthesized)) {
            addTargets(zone, rrset, MISSING);
        }
        return Rcode.NOERROR;
    }

    /** Types that stand beside a CNAME, or ask for it, are answered by what is there. */
    private boolean isFollowed() {
        return switch (type) {
            case RecordType.CNAME, RecordType.ANY, RecordType.RRSIG, RecordType.NSEC -> false;
            default -> true;
        };
    }

    /** RFC 8482 section 4.1: over UDP one RRset stands for all; over TCP, which proves the asker's address, all are given. */
    private int answerAny(final Zone zone, final int node, final boolean isSynthesized) {
        final int first = zone.firstRrset(node);
        final int end = zone.firstRrset(node + 1);
        if (first == end) {
            writeAbsence(zone);
        }
        for (int rrset = first; rrset < end; rrset++) {
            if (!add(zone, rrset, node, isSynthesized) || !stream) {
                break;
            }
        }
        return Rcode.NOERROR;
    }

    /** Tells whether the name has not been an alias in this answer before, and notes where it will stand. */
    private boolean isNewAlias() {
        for (int i = 0; i < aliases; i++) {
            if (encoder.nameEquals(owners[i], name, START, nameLength)) {
                return false;
            }
        }
        owners[aliases] = encoder.position();
        return true;
    }

    private int follow(final Zone zone, final int alias) {
        final int record = zone.rdataAt(alias, 0);
        return goTo(zone.base(), zone.rdataAddress(record), zone.rdataLength(record));
    }

    private int goTo(final Object base, final long target, final int length) {
        if (++aliases > MAX_ALIASES) {
            return Rcode.NOERROR;
        }
        WireName.copy(base, target, name, START, length);
        nameLength = length;
        suffixes.wrap(name, START);
        return FOLLOW;
    }

    /** RFC 6672 section 2.2: the labels before the DNAME's owner, put before its target. */
    private int redirect(final Zone zone, final int node, final int redirection, final int label) {
        if (!add(zone, redirection, node, false)) {
            return Rcode.NOERROR;
        }
        final int record = zone.rdataAt(redirection, 0);
        final int kept = suffixes.offset(label);
        final int targetLength = zone.rdataLength(record);
        if (kept + targetLength > WireName.MAX_LENGTH) {
            return Rcode.YXDOMAIN;
        }
        WireName.copy(name, START, scratch, START, kept);
        WireName.copy(zone.base(), zone.rdataAddress(record), scratch, START + kept, targetLength);
        if (!isNewAlias()) {
            return Rcode.NOERROR;
        }
        encoder.beginRrset(name, START, nameLength, RecordType.CNAME, zone.zoneClass(), zone.ttl(redirection));
        encoder.rdata(scratch, START, kept + targetLength);
        return encoder.endRrset() && isFollowed() ? goTo(scratch, START, kept + targetLength) : Rcode.NOERROR;
    }

    private int refer(final Zone zone, final int node) {
        referral = true;
        encoder.section(Section.AUTHORITY);
        final int servers = zone.rrset(node, RecordType.NS);
        if (!encoder.rrset(zone.template(servers))) {
            return Rcode.NOERROR;
        }
        final int signer = zone.rrset(node, RecordType.DS);
        if (dnssecOk && signer >= 0) {
            add(zone, signer, node, false);
        }
        addTargets(zone, servers, node);
        return Rcode.NOERROR;
    }

    void writeSoa(final Zone zone) {
        encoder.section(Section.ANSWER);
        encoder.flags(encoder.flags() | MessageHeader.AA);
        referral = false;
        encoder.rrset(zone.template(zone.soa()));
    }

    /** RFC 2308 sections 2.1, 2.2 and 3: the SOA says for how long there is nothing. */
    private void writeAbsence(final Zone zone) {
        encoder.section(Section.AUTHORITY);
        encoder.rrset(zone.absence());
        if (dnssecOk) {
            addSignatures(
                    zone,
                    zone.apex(),
                    RecordType.SOA,
                    zone.origin().base(),
                    zone.origin().address());
        }
    }

    /** Writes an RRset of a node, and its signatures where they are wanted; of a wildcard, with the name asked for. */
    private boolean add(final Zone zone, final int rrset, final int node, final boolean isSynthesized) {
        if (!(isSynthesized ? synthesize(zone, rrset) : encoder.rrset(zone.template(rrset)))) {
            return false;
        }
        if (dnssecOk && zone.type(rrset) != RecordType.RRSIG && type != RecordType.ANY) {
            if (isSynthesized) {
                addSignatures(zone, node, zone.type(rrset), name, START);
            } else {
                addSignatures(zone, node, zone.type(rrset), zone.base(), zone.nameAddress(node));
            }
        }
        return true;
    }

    private boolean synthesize(final Zone zone, final int rrset) {
        encoder.beginRrset(name, START, nameLength, zone.type(rrset), zone.zoneClass(), zone.ttl(rrset));
        final int count = zone.rdataCount(rrset);
        for (int i = 0; i < count; i++) {
            final int record = zone.rdataAt(rrset, i);
            encoder.rdata(zone.base(), zone.rdataAddress(record), zone.rdataLength(record));
        }
        return encoder.endRrset();
    }

    private void addSignatures(
            final Zone zone, final int node, final int covered, final @Nullable Object ownerBase, final long owner) {
        final int signatures = zone.rrset(node, RecordType.RRSIG);
        if (signatures < 0) {
            return;
        }
        final int length = WireName.length(ownerBase, owner);
        encoder.beginRrset(ownerBase, owner, length, RecordType.RRSIG, zone.zoneClass(), zone.ttl(signatures));
        for (int i = 0; i < zone.rdataCount(signatures); i++) {
            final int record = zone.rdataAt(signatures, i);
            if (Memory.u16(zone.base(), zone.rdataAddress(record)) == covered) {
                encoder.rdata(zone.base(), zone.rdataAddress(record), zone.rdataLength(record));
            }
        }
        encoder.endRrset();
    }

    /**
     * Adds the addresses of the names that an RRset leads to, as far as this zone has them (RFC 1034 section 4.3.2 step 6).
     *
     * @param cut the delegation, or −1: below it addresses are glue, without which nobody can go on, so that their want sets TC
     *     (RFC 9471 section 3.1).
     */
    private void addTargets(final Zone zone, final int rrset, final int cut) {
        encoder.section(Section.ADDITIONAL);
        final int end = zone.rdataAt(rrset, zone.rdataCount(rrset));
        for (int record = zone.rdataAt(rrset, 0); record < end; record++) {
            final int node = zone.target(record);
            if (node >= 0 && (cut >= 0 || !zone.isOccluded(node))) {
                addAddresses(zone, node, RecordType.A, cut);
                addAddresses(zone, node, RecordType.AAAA, cut);
            }
        }
    }

    private void addAddresses(final Zone zone, final int node, final int addressType, final int cut) {
        final int rrset = zone.rrset(node, addressType);
        if (rrset >= 0
                && !add(zone, rrset, node, false)
                && cut >= 0
                && zone.name(node).isSubdomainOf(zone.name(cut))) {
            encoder.truncate();
        }
    }
}
