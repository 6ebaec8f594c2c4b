package org.firsthop.node.linux;

/** What the live ports ask of the machine. */
final class Linux {
    private Linux() {}

    /**
     * Makes sure that this is 64-bit Linux, before anything native is loaded.
     *
     * @throws LinuxException when it is not, with what it is instead.
     */
    static void require() throws LinuxException {
        final String system = System.getProperty("os.name", "");
        if (!system.equals("Linux")) {
            throw LinuxException.because("live interfaces need Linux; this is " + system);
        }
        final String model = System.getProperty("sun.arch.data.model", "64");
        if (!model.equals("64")) {
            throw LinuxException.because("live interfaces need a 64-bit JVM; this one has " + model + " bits");
        }
        try {
            LibC.errno();
        } catch (final LinkageError e) {
            throw LinuxException.because("the C library of this system cannot be called: " + e.getMessage());
        }
    }

    /** Makes sure that a call did not fail. */
    static int check(final int result, final String subject, final String action) throws LinuxException {
        if (result < 0) {
            throw LinuxException.of(subject, action, LibC.errno());
        }
        return result;
    }
}
