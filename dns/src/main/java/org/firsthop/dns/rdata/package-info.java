/**
 * The data of records: types and classes, and what the RDATA of each type means.
 *
 * <p>RDATA stands in a message at an offset, and names in it may point to other parts of that message (RFC 1035 section
 * 4.1.4); so the methods take the message and the offset. Everything here follows from one table, which tells the fields of
 * each type: {@link org.firsthop.dns.rdata.RdataCheck} checks them, {@link org.firsthop.dns.rdata.RdataCopy} takes them out
 * of the message. A type that the table does not know is opaque octets and goes through unharmed (RFC 3597).
 *
 * <p>For programs there is a {@link org.firsthop.dns.rdata.RdataView view} for each type that they read, over the octets in
 * place; for people {@link org.firsthop.dns.rdata.RdataText} and {@link org.firsthop.dns.rdata.RdataParser}, which are each
 * other's inverse, with {@link org.firsthop.dns.rdata.MasterLexer} below them. A type whose text is not known here (LOC, WKS,
 * HIP, IPSECKEY and others) is written {@code \# length hex}, which stands for any type.
 *
 * <p>What has passed the check may be read without another one. RDATA that stands alone, in a zone or a cache, is always
 * uncompressed.
 */
@NullMarked
package org.firsthop.dns.rdata;

import org.jspecify.annotations.NullMarked;
