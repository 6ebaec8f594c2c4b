package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class Ipv4AddressPropertyTest {
    @Property
    void parseOfPrintIsTheSame(@ForAll final int address) {
        final String text = Ipv4Address.toString(address);
        assertEquals(address, Ipv4Address.parse(text));
        assertEquals(address, Ipv4Address.parse("x" + text + "y", 1, text.length() + 1));
        TextLaws.formatAndAppendEqualToString(
                text,
                (buffer, index) -> Ipv4Address.format(address, buffer, index),
                out -> Ipv4Address.append(address, out));
    }

    @Property
    void textAndClassesAgreeWithTheJdk(@ForAll final int address) throws UnknownHostException {
        final InetAddress peer = InetAddress.getByAddress(
                new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address});
        assertEquals(peer.getHostAddress(), Ipv4Address.toString(address));
        assertEquals(peer.isMulticastAddress(), Ipv4Address.isMulticast(address));
        assertEquals(peer.isLoopbackAddress(), Ipv4Address.isLoopback(address));
        assertEquals(peer.isLinkLocalAddress(), Ipv4Address.isLinkLocal(address));
        assertEquals(peer.isSiteLocalAddress(), Ipv4Address.isPrivate(address));
        assertEquals(peer.isAnyLocalAddress(), Ipv4Address.isUnspecified(address));
    }

    @Provide
    Arbitrary<String> texts() {
        return TextLaws.damaged("0123456789. /-a", "192.0.2.255", "0.0.0.0", "10.200.30.4");
    }

    @Property
    void printOfParseIsTheText(@ForAll("texts") final String text) {
        TextLaws.readOrRefused(text, Ipv4Address::parse, address -> assertEquals(text, Ipv4Address.toString(address)));
    }
}
