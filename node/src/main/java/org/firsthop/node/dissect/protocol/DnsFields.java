package org.firsthop.node.dissect.protocol;

import org.firsthop.dns.message.Opcode;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.Protocol;

/** The fields of DNS messages, which multicast DNS (RFC 6762) and LLMNR (RFC 4795) share. */
final class DnsFields {
    static final Protocol PROTOCOL = new Protocol("dns", "Domain Name System");
    static final Protocol MULTICAST = new Protocol("mdns", "Multicast Domain Name System");
    static final Protocol LINK_LOCAL = new Protocol("llmnr", "Link-local Multicast Name Resolution");

    static final Field MESSAGE_LENGTH = number("dns.length", "Length");
    static final Field ID = PROTOCOL.field("dns.id", "Transaction ID", Format.HEX_16);
    static final Field FLAGS = PROTOCOL.field("dns.flags", "Flags", Format.HEX_16);
    static final Field RESPONSE = flag("dns.flags.response", "Response");
    static final Field OPCODE =
            PROTOCOL.field("dns.flags.opcode", "Opcode", Format.DECIMAL, opcode -> Opcode.name((int) opcode));
    static final Field AUTHORITATIVE = flag("dns.flags.authoritative", "Authoritative");
    static final Field CONFLICT = flag("dns.flags.conflict", "Conflict");
    static final Field TRUNCATED = flag("dns.flags.truncated", "Truncated");
    static final Field RECURSION_DESIRED = flag("dns.flags.recdesired", "Recursion desired");
    static final Field TENTATIVE = flag("dns.flags.tentative", "Tentative");
    static final Field RECURSION_AVAILABLE = flag("dns.flags.recavail", "Recursion available");
    static final Field RESERVED = flag("dns.flags.z", "Reserved");
    static final Field AUTHENTICATED = flag("dns.flags.authenticated", "Answer authenticated");
    static final Field CHECKING_DISABLED = flag("dns.flags.checkdisable", "Checking disabled");
    static final Field RCODE =
            PROTOCOL.field("dns.flags.rcode", "Reply code", Format.DECIMAL, rcode -> Rcode.name((int) rcode));
    static final Field QUESTIONS = number("dns.count.queries", "Questions");
    static final Field ANSWERS = number("dns.count.answers", "Answers");
    static final Field AUTHORITIES = number("dns.count.auth_rr", "Authority records");
    static final Field ADDITIONALS = number("dns.count.add_rr", "Additional records");
    static final Field ZONES = number("dns.count.zones", "Zones");
    static final Field PREREQUISITES = number("dns.count.prerequisites", "Prerequisites");
    static final Field UPDATES = number("dns.count.updates", "Updates");
    static final Field RETRANSMITTED = flag("dns.retransmit_request", "Asked before and not answered since");

    static final Field QUERY_NAME = text("dns.qry.name", "Question: name");
    static final Field QUERY_TYPE = type("dns.qry.type");
    static final Field QUERY_CLASS = recordClass("dns.qry.class");
    static final Field UNICAST_WANTED = flag("dns.qry.qu", "Unicast response wanted");

    static final Field NAME = text("dns.resp.name", "Record: name");
    static final Field TYPE = type("dns.resp.type");
    static final Field CLASS = recordClass("dns.resp.class");
    static final Field CACHE_FLUSH = flag("dns.resp.cache_flush", "Cache flush");
    static final Field TTL = number("dns.resp.ttl", "Time to live, seconds");
    static final Field LENGTH = number("dns.resp.len", "Data length");

    static final Field ADDRESS = PROTOCOL.field("dns.a", "Address", Format.IPV4);
    static final Field ADDRESS_6 = PROTOCOL.field("dns.aaaa", "Address", Format.IPV6);
    static final Field CANONICAL_NAME = text("dns.cname", "Canonical name");
    static final Field NAME_SERVER = text("dns.ns", "Name server");
    static final Field POINTER = text("dns.ptr.domain_name", "Domain name");
    static final Field DELEGATION_NAME = text("dns.dname", "Target of the subtree");
    static final Field PREFERENCE = number("dns.mx.preference", "Preference");
    static final Field EXCHANGE = text("dns.mx.mail_exchange", "Mail exchange");
    static final Field PRIMARY = text("dns.soa.mname", "Primary name server");
    static final Field MAILBOX = text("dns.soa.rname", "Mailbox of the authority");
    static final Field SERIAL = number("dns.soa.serial_number", "Serial number");
    static final Field REFRESH = number("dns.soa.refresh_interval", "Refresh interval, seconds");
    static final Field RETRY = number("dns.soa.retry_interval", "Retry interval, seconds");
    static final Field EXPIRE = number("dns.soa.expire_limit", "Expire limit, seconds");
    static final Field MINIMUM_TTL = number("dns.soa.minimum_ttl", "Minimum time to live, seconds");
    static final Field TEXT_LENGTH = number("dns.txt.length", "Length");
    static final Field TEXT = text("dns.txt", "Text");
    static final Field SERVICE = text("dns.srv.service", "Service");
    static final Field SERVICE_PROTOCOL = text("dns.srv.proto", "Protocol of the service");
    static final Field SERVICE_NAME = text("dns.srv.name", "Domain of the service");
    static final Field PRIORITY = number("dns.srv.priority", "Priority");
    static final Field WEIGHT = number("dns.srv.weight", "Weight");
    static final Field PORT = number("dns.srv.port", "Port");
    static final Field TARGET = text("dns.srv.target", "Target");
    /** Of the types that have no fields of their own here. */
    static final Field DATA = text("firsthop.dns.rdata", "Data, as in a zone file");

    static final Field PAYLOAD_SIZE = number("dns.rr.udp_payload_size", "UDP payload size");
    static final Field EXTENDED_RCODE =
            PROTOCOL.field("dns.resp.ext_rcode", "Upper bits of the extended reply code", Format.HEX_8);
    static final Field EDNS_VERSION = number("dns.resp.edns0_version", "EDNS version");
    static final Field EDNS_FLAGS = PROTOCOL.field("dns.resp.z", "EDNS flags", Format.HEX_16);
    static final Field DNSSEC_OK = flag("dns.resp.z.do", "DNSSEC answer OK");
    static final Field OPTION_CODE = number("dns.opt.code", "Option code");
    static final Field OPTION_LENGTH = number("dns.opt.len", "Option length");
    static final Field OPTION_DATA = PROTOCOL.field("dns.opt.data", "Option data", Format.OCTETS);

    private DnsFields() {}

    private static Field number(final String name, final String label) {
        return PROTOCOL.field(name, label, Format.DECIMAL);
    }

    private static Field flag(final String name, final String label) {
        return PROTOCOL.field(name, label, Format.BOOLEAN);
    }

    private static Field text(final String name, final String label) {
        return PROTOCOL.field(name, label, Format.TEXT);
    }

    private static Field type(final String name) {
        return PROTOCOL.field(name, "Type", Format.DECIMAL, type -> RecordType.name((int) type));
    }

    private static Field recordClass(final String name) {
        return PROTOCOL.field(name, "Class", Format.HEX_16, value -> RecordClass.name((int) value));
    }
}
