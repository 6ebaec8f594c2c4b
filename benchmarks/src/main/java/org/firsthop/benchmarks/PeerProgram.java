package org.firsthop.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A peer written in C beside the class that measures it: compiled here with gcc, run as a process that prints numbers. */
public final class PeerProgram {
    private final Path binary;

    private PeerProgram(final Path binary) {
        this.binary = binary;
    }

    /**
     * Compiles a program with {@code gcc -O3 -march=native}.
     *
     * @param owner the class beside which the source lies.
     * @param name of the source, without {@code .c}.
     * @param folder where the binary is written.
     * @param flags for gcc behind the source, such as libraries.
     * @return the program; or {@code null} when there is no gcc, or it cannot compile it, having said why.
     * @throws IOException when a file cannot be written.
     * @throws InterruptedException when the thread is interrupted.
     */
    public static PeerProgram compile(final Class<?> owner, final String name, final Path folder, final String... flags)
            throws IOException, InterruptedException {
        final Path source = folder.resolve(name + ".c");
        try (InputStream in = owner.getResourceAsStream(name + ".c")) {
            if (in == null) {
                throw new IOException(name + ".c is not beside " + owner);
            }
            Files.copy(in, source);
        }
        final Path binary = folder.resolve(name);
        final List<String> command =
                new ArrayList<>(List.of("gcc", "-O3", "-march=native", "-o", binary.toString(), source.toString()));
        command.addAll(List.of(flags));
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0 ? new PeerProgram(binary) : null;
        } catch (final IOException e) {
            System.out.println("gcc is not installed");
            return null;
        }
    }

    /**
     * Runs the program.
     *
     * @param arguments of its command line.
     * @return the lines it prints, each split at its spaces into numbers.
     * @throws IOException when it cannot be run, or does not end with 0.
     * @throws InterruptedException when the thread is interrupted.
     */
    public List<double[]> run(final String... arguments) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        final List<double[]> rows = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                final String[] fields = line.split(" ", -1);
                final double[] row = new double[fields.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = Double.parseDouble(fields[i]);
                }
                rows.add(row);
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException(binary.getFileName() + " ended with " + process.exitValue());
        }
        return rows;
    }
}
