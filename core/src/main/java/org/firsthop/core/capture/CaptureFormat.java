package org.firsthop.core.capture;

/** The file format of a capture. */
public enum CaptureFormat {
    /** The format of libpcap: one header, then records (draft-ietf-opsawg-pcap). */
    PCAP,
    /** The block format: sections, interfaces, packets with options (draft-ietf-opsawg-pcapng). */
    PCAPNG
}
