package io.forebay.spool;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Lists;
import io.forebay.api.Recovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of recovery over a directory: finds the dead instances, and lets each {@link DeadInstance} put its leftovers in order. */
final class Recoverer {
    private static final Logger LOG = LoggerFactory.getLogger(Recoverer.class);

    /** So many owner files are locked at a time; a directory is listed once for all of them, and handles stay few. */
    private static final int BATCH = 32;

    private final SpoolPlaces places;
    private final @Nullable String prefix;
    private final @Nullable String self;
    private final RecoveryLog log = new RecoveryLog();
    private int live;

    Recoverer(SpoolPlaces places, @Nullable String prefix, @Nullable String self) {
        this.places = places;
        this.prefix = prefix;
        this.self = self;
    }

    Recovery run() throws IOException {
        List<SpoolNames.Owner> owners = new ArrayList<>();
        for (String name : SpoolPlaces.names(places.directory(), SpoolNames::isOwnerOrProbe)) {
            SpoolNames.Owner owner = SpoolNames.Owner.parse(name);
            SpoolNames.Owner opening = SpoolNames.Owner.ofProbe(name);
            if (owner != null && ours(owner) && !owner.instance().equals(self)) {
                owners.add(owner);
            } else if (opening != null && ours(opening)) {
                removeStray(name, opening);
            }
        }
        for (List<SpoolNames.Owner> batch : Lists.partition(owners, BATCH)) {
            recover(batch);
        }
        setOrphansAside();
        return log.toRecovery(live);
    }

    private boolean ours(SpoolNames.Owner owner) {
        return prefix == null || prefix.equals(owner.prefix());
    }

    /** A probe is there only while its owner file is, unless a loss of power has taken that one. */
    private void removeStray(String probe, SpoolNames.Owner owner) {
        if (Files.notExists(places.directory().resolve(owner.name()), LinkOption.NOFOLLOW_LINKS)) {
            log.attempt(places.directory().resolve(probe), Files::deleteIfExists);
        }
    }

    /** How many files the run had to leave as they are. */
    int unsettled() {
        return log.unsettled();
    }

    private void recover(List<SpoolNames.Owner> owners) throws IOException {
        List<DeadInstance> dead = new ArrayList<>();
        try {
            for (SpoolNames.Owner owner : owners) {
                DeadInstance.Attempt attempt = DeadInstance.lock(places.directory(), owner, log);
                live += attempt.live() ? 1 : 0;
                if (attempt.dead() != null) {
                    dead.add(attempt.dead());
                }
            }
            // Listed only now: until an owner's lock could be taken, it may still have been making files.
            Map<Path, ListMultimap<String, SpoolNames.Temporary>> listed = new HashMap<>();
            listed.put(places.temp(), temporaries(places.temp()));
            for (DeadInstance instance : dead) {
                recover(instance, listed);
            }
        } finally {
            for (DeadInstance instance : dead) {
                instance.release();
            }
        }
    }

    private void recover(DeadInstance instance, Map<Path, ListMultimap<String, SpoolNames.Temporary>> listed) {
        if (instance.foreign()) {
            LOG.warn("{} is of a format that this version does not know; its files are left alone", instance);
            log.leave();
            return;
        }
        Set<Path> temps = new HashSet<>();
        temps.add(places.temp());
        boolean complete = true;
        try {
            Path recorded = instance.temp();
            if (recorded != null && temps.add(recorded) && !listed.containsKey(recorded)) {
                listed.put(recorded, temporaries(recorded));
            }
        } catch (NoSuchFileException e) {
            if (!instance.cleared()) {
                LOG.warn(
                        "the temporary directory of {}, {}, is missing: name the place that it was moved to as temp, or delete that file if it is gone for good",
                        instance,
                        e.getMessage());
                log.leave();
                complete = false;
            }
        } catch (IOException e) {
            LOG.warn("can not look for leftovers of {}: {}", instance, e.toString());
            log.leave();
            complete = false;
        }
        boolean found = false;
        for (Path temp : temps) {
            ListMultimap<String, SpoolNames.Temporary> files = listed.get(temp);
            if (files != null) {
                for (SpoolNames.Temporary file : instance.inOrder(files.get(instance.id()))) {
                    found = true;
                    complete &= instance.settle(temp, file, log);
                }
            }
        }
        if (complete && !found && instance.hasFilesElsewhere(temps)) {
            LOG.warn(
                    "the temporary directory of {} is none of {}: name the place that it was moved to as temp, or delete that file if it is gone for good",
                    instance,
                    temps);
            log.leave();
            complete = false;
        }
        if (complete) {
            instance.finish(temps, log);
        }
    }

    /**
     * A temporary file whose owner file is gone can not be cut to whole records. Where temporary files of several directories meet,
     * guest files say that their owner file is elsewhere, and may be alive there: unless it was set aside here, because its owner was dead.
     */
    private void setOrphansAside() throws IOException {
        ListMultimap<String, SpoolNames.Temporary> files = temporaries(places.temp());
        // Looked for after the files: a live owner makes its owner file before the first, and removes it after the
        // last.
        Map<String, String> guests = new HashMap<>();
        Set<String> owned = new HashSet<>();
        for (String name :
                SpoolPlaces.names(places.temp(), name -> SpoolNames.isGuest(name) || SpoolNames.isOwner(name))) {
            if (SpoolNames.isGuest(name)) {
                guests.put(SpoolNames.instance(name), name);
            } else {
                owned.add(SpoolNames.instance(name));
            }
        }
        Set<String> setAside = guests.isEmpty() ? Set.of() : ownersSetAside();
        for (String instance : files.keySet()) {
            String guest = guests.get(instance);
            boolean orphaned =
                    guest == null ? places.shared() && !owned.contains(instance) : setAside.contains(instance);
            if (orphaned && !LiveInstances.contains(instance)) {
                setAside(files.get(instance), guest);
            }
        }
    }

    private Set<String> ownersSetAside() throws IOException {
        Set<String> instances = new HashSet<>();
        for (String name : SpoolPlaces.names(places.directory(), SpoolNames::isQuarantinedOwner)) {
            instances.add(SpoolNames.instance(SpoolNames.beforeQuarantine(name)));
        }
        return instances;
    }

    private void setAside(List<SpoolNames.Temporary> files, @Nullable String guest) {
        boolean all = true;
        for (SpoolNames.Temporary file : files) {
            boolean ours = prefix == null || file.worker(prefix).isPresent();
            all &= ours
                    && log.attempt(
                            places.temp().resolve(file.name()), path -> log.quarantine(path, Damage.OWNER_MISSING));
        }
        if (all && guest != null) {
            log.attempt(places.temp().resolve(guest), Files::deleteIfExists);
        }
    }

    private static ListMultimap<String, SpoolNames.Temporary> temporaries(Path directory) throws IOException {
        ListMultimap<String, SpoolNames.Temporary> files = ArrayListMultimap.create();
        for (String name : SpoolPlaces.names(directory, name -> SpoolNames.Temporary.parse(name) != null)) {
            SpoolNames.Temporary file = Objects.requireNonNull(SpoolNames.Temporary.parse(name));
            files.put(file.instance(), file);
        }
        return files;
    }
}
