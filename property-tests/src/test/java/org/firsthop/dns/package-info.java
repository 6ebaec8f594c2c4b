/** Laws of the DNS module: its codec, names, master files and responders. */
package org.firsthop.dns;
