package io.forebay.spool;

import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The naming rule of the spool, in both directions. An instance is 32 hex digits, so each name can be taken apart from its end.
 *
 * <pre>{@code
 * published    <prefix><worker>_<yyyyMMdd'T'HHmmssSSS'Z'>_<instance>_<sequence, 10 digits><suffix>
 * recovered    <prefix><worker>_<time of opening>_<instance>_r<n><suffix>
 * temporary   .<prefix><worker>_<instance>_<n>.tmp
 * quarantine  .<prefix><worker>_<instance>_<n>.<reason>.quarantine
 * owner       .<prefix><instance>.owner       in the published directory
 * draft       .<prefix><instance>.owner.draft beside it for a moment, when it is made again
 * guest       .<prefix><instance>.guest       in the temporary directory, if that is another one
 * probe       .<prefix><instance>.probe       in the published directory for a moment, when the instance opens
 * }</pre>
 */
final class SpoolNames {
    private static final String TEMPORARY = ".tmp";
    private static final String OWNER = ".owner";
    private static final String DRAFT = ".draft";
    private static final String GUEST = ".guest";
    private static final String PROBE = ".probe";
    private static final String QUARANTINE = ".quarantine";

    /** What a published name must not end with. */
    static final List<String> OWN_SUFFIXES = List.of(TEMPORARY, OWNER, GUEST, PROBE, QUARANTINE);

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    /** The worker can not be told from a prefix that ends with a digit; where it matters the prefix is known. */
    private static final Pattern TEMPORARY_NAME =
            Pattern.compile("\\.([A-Za-z0-9._-]*[0-9])_([0-9a-f]{32})_([1-9][0-9]{0,18})\\.tmp");

    private static final Pattern OWNER_NAME = Pattern.compile("\\.([A-Za-z0-9._-]*)([0-9a-f]{32})\\.owner");

    private SpoolNames() {}

    /** The last part of a path that is known to have one. */
    static String of(Path path) {
        return Objects.requireNonNull(path.getFileName(), "a path without a name")
                .toString();
    }

    static String published(String prefix, int worker, long millis, String instance, long sequence, String suffix) {
        String digits = Long.toString(sequence);
        return prefix
                + worker
                + '_'
                + time(millis)
                + '_'
                + instance
                + '_'
                + "0".repeat(Math.max(0, 10 - digits.length()))
                + digits
                + suffix;
    }

    static String recovered(String prefix, int worker, long opened, String instance, long number, String suffix) {
        return prefix + worker + '_' + time(opened) + '_' + instance + "_r" + number + suffix;
    }

    static String temporary(String prefix, int worker, String instance, long number) {
        return '.' + prefix + worker + '_' + instance + '_' + number + TEMPORARY;
    }

    static String quarantine(String temporary, Damage damage) {
        return temporary.substring(0, temporary.length() - TEMPORARY.length()) + '.' + damage.slug() + QUARANTINE;
    }

    static String quarantinedOwner(String owner) {
        return owner + QUARANTINE;
    }

    static String owner(String prefix, String instance) {
        return '.' + prefix + instance + OWNER;
    }

    static String ownerDraft(String owner) {
        return owner + DRAFT;
    }

    static String guest(String prefix, String instance) {
        return '.' + prefix + instance + GUEST;
    }

    static String probe(String prefix, String instance) {
        return '.' + prefix + instance + PROBE;
    }

    static boolean isOwnerOrProbe(String name) {
        return name.endsWith(OWNER) || name.endsWith(PROBE);
    }

    static boolean isOwner(String name) {
        return name.endsWith(OWNER);
    }

    static boolean isQuarantinedOwner(String name) {
        return name.endsWith(OWNER + QUARANTINE);
    }

    /** The name of an owner file before it was set aside. */
    static String beforeQuarantine(String quarantinedOwner) {
        return quarantinedOwner.substring(0, quarantinedOwner.length() - QUARANTINE.length());
    }

    static boolean isGuest(String name) {
        return name.endsWith(GUEST);
    }

    /** The instance in the name of an owner or guest file: the 32 digits before its ending. */
    static String instance(String name) {
        int end = name.lastIndexOf('.');
        return name.substring(Math.max(0, end - 32), end);
    }

    /** Years of more than four digits would not sort; no clock that is right shows one. */
    private static String time(long millis) {
        Instant time = Instant.ofEpochMilli(Math.max(FIRST.toEpochMilli(), Math.min(LAST.toEpochMilli(), millis)));
        return TIME.format(time);
    }

    /**
     * The parts of a temporary name.
     *
     * @param head prefix and worker
     * @param instance 32 hex digits
     * @param number which of the instance's temporary files
     */
    record Temporary(String name, String head, String instance, long number) {

        static @Nullable Temporary parse(String name) {
            Matcher matcher = TEMPORARY_NAME.matcher(name);
            if (!matcher.matches()) {
                return null;
            }
            Long number = Longs.tryParse(matcher.group(3));
            return number == null ? null : new Temporary(name, matcher.group(1), matcher.group(2), number);
        }

        /** The worker, if this name belongs to an instance of that prefix. */
        OptionalInt worker(String prefix) {
            if (!head.startsWith(prefix)) {
                return OptionalInt.empty();
            }
            String digits = head.substring(prefix.length());
            Integer worker = Ints.tryParse(digits);
            // Only what the rule itself would write: no sign, no leading zeros.
            return worker != null && worker >= 0 && digits.equals(worker.toString())
                    ? OptionalInt.of(worker)
                    : OptionalInt.empty();
        }
    }

    /**
     * The parts of an owner file's name.
     *
     * @param name all of it
     * @param prefix what the instance's names begin with
     * @param instance 32 hex digits
     */
    record Owner(String name, String prefix, String instance) {

        static @Nullable Owner parse(String name) {
            Matcher matcher = OWNER_NAME.matcher(name);
            return matcher.matches() ? new Owner(name, matcher.group(1), matcher.group(2)) : null;
        }

        /** Whose probe it is, or null if the name is not that of one. */
        static @Nullable Owner ofProbe(String name) {
            return name.endsWith(PROBE) ? parse(name.substring(0, name.length() - PROBE.length()) + OWNER) : null;
        }
    }
}
