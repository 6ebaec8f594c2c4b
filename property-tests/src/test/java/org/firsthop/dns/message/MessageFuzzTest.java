package org.firsthop.dns.message;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.SharedData;
import org.junit.jupiter.api.Test;

/**
 * Mutated messages: no exception, no hang, nothing outside read. {@code -Dfirsthop.fuzz.mutations=1000000} runs the long form;
 * {@code -Dfirsthop.fuzz.seed} repeats a run, whose seed is in the failure's message.
 */
class MessageFuzzTest {
    private static final int MUTATIONS = Integer.getInteger("firsthop.fuzz.mutations", 40_000);
    private static final long SEED = Long.getLong("firsthop.fuzz.seed", 20_260_101L);
    private static final byte[] BOUNDARIES = {
        0, 1, 12, 63, 64, (byte) 0x80, (byte) 0xC0, (byte) 0xC1, (byte) 0xFF, 41, 6
    };

    private final MessageFlyweight message = new MessageFlyweight();

    private static List<byte[]> ownSeeds() {
        final List<byte[]> seeds = new ArrayList<>();
        final Random random = new Random(SEED);
        for (int i = 0; i < 60; i++) {
            seeds.add(RandomMessages.encode(random));
        }
        return seeds;
    }

    private static List<byte[]> sharedSeeds() throws IOException {
        final List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SharedData.directory("fuzz/dns-wire"))) {
            for (final Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        return seeds;
    }

    private void mutate(final List<byte[]> seeds) {
        final Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] seed = seeds.get(i % seeds.size());
            final byte[] mutated = i < seeds.size() ? seed : mutated(seed, seeds, random);
            try {
                accepted += TotalReader.read(message, mutated, mutated.length) == DropReason.NONE ? 1 : 0;
            } catch (final RuntimeException | AssertionError failure) {
                throw new AssertionError(
                        "mutation " + i + " of seed " + SEED + ": " + Arrays.toString(mutated), failure);
            }
        }
        assertTrue(accepted > MUTATIONS / 100, "only " + accepted + " of " + MUTATIONS + " were accepted");
    }

    private static byte[] mutated(final byte[] seed, final List<byte[]> seeds, final Random random) {
        byte[] octets = seed.clone();
        for (int edits = 1 + random.nextInt(4); edits > 0 && octets.length > 0; edits--) {
            final int at = random.nextInt(octets.length);
            switch (random.nextInt(6)) {
                case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> octets[at] = BOUNDARIES[random.nextInt(BOUNDARIES.length)];
                case 2 -> octets[at] = (byte) random.nextInt();
                case 3 -> octets = Arrays.copyOf(octets, at);
                case 4 -> octets = Arrays.copyOf(octets, octets.length + random.nextInt(20));
                default -> {
                    final byte[] other = seeds.get(random.nextInt(seeds.size()));
                    final int size = Math.min(random.nextInt(40), Math.min(other.length, octets.length - at));
                    System.arraycopy(other, other.length - size, octets, at, size);
                }
            }
        }
        return octets;
    }

    @Test
    void shouldSurviveMutationsOfOwnMessages() {
        mutate(ownSeeds());
    }

    @Test
    void shouldSurviveMutationsOfTheSharedCorpus() throws IOException {
        mutate(sharedSeeds());
    }
}
