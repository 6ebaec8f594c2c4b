/**
 * As much of HTTP/1.1 (RFC 9110, RFC 9112) as it takes to fetch a file from a host and to serve one: plain, without TLS.
 *
 * <p>{@link org.firsthop.node.http.HttpFetch} and {@link org.firsthop.node.http.FileServer} stand on the {@link
 * org.firsthop.node.host.TcpStream}s of a {@link org.firsthop.node.host.Host}, and run on its thread. Both sides read heads by
 * {@link org.firsthop.node.http.HttpHead}, which is bounded.
 *
 * <p>Not done: redirects are not followed; no compression, no conditional requests, no uploads, no multipart ranges.
 */
@NullMarked
package org.firsthop.node.http;

import org.jspecify.annotations.NullMarked;
