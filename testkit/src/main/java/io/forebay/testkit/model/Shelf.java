package io.forebay.testkit.model;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.testkit.RecordChecker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All files that were ever visible at a place, also those that a shipper has taken, held against what its sinks and recoveries have
 * published.
 *
 * <p>Used by the driver.
 */
final class Shelf {
    private final Place place;
    private final List<Instance> instances;
    /** In the order in which they are to be read. */
    private Map<String, Place.Seen> files = new LinkedHashMap<>();

    private final Map<String, Place.Seen> taken = new LinkedHashMap<>();
    private final Set<String> recovered = new HashSet<>();
    private Amount recoveredAmount = Amount.ZERO;

    /**
     * @param instances all that publish there; more may be added
     */
    Shelf(Place place, List<Instance> instances) {
        this.place = place;
        this.instances = instances;
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    int size() {
        return files.size() + taken.size();
    }

    /** Recovery has published files. */
    void add(Recovery recovery, Amount found) {
        recoveredAmount = recoveredAmount.plus(found);
        for (Recovery.Recovered file : recovery.recovered()) {
            Instance.require(recovered.add(file.name()), "promise 5: %s was recovered twice", file);
        }
    }

    /** A shipper takes all files away, as they were when they were last looked at. */
    void takeAll() throws IOException {
        for (String name : List.copyOf(files.keySet())) {
            taken.put(name, files.remove(name));
            place.take(name);
        }
    }

    /** Whether files were published since they were last looked at. */
    boolean news() {
        int published = instances.stream()
                .mapToInt(instance -> instance.port().published().size())
                .sum();
        return published + recovered.size() != size();
    }

    /** Holds names against names, and files that were seen before against what they are now. */
    List<String> look() throws IOException {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>(recovered);
        for (Instance instance : instances) {
            for (Published file : instance.port().published()) {
                if (!names.add(file.name())) {
                    problems.add("promise 5: the name " + file.name() + " was given out twice");
                }
            }
        }
        names.removeAll(taken.keySet());
        Map<String, Place.Seen> visible = place.visible(files);
        files.forEach((name, seen) -> {
            if (visible.get(name) != seen) {
                problems.add("promise 4: " + name + " has changed or is gone");
            }
        });
        if (!visible.keySet().equals(names)) {
            problems.add("promise 4: visible is " + visible.keySet() + ", and published was " + names);
        }
        files = visible;
        return problems;
    }

    /** Reads all that was ever visible: each record whole, once, in order, and none missing that must be there. */
    void read() throws IOException {
        List<String> problems = look();
        RecordChecker checker = new RecordChecker();
        instances.forEach(instance -> instance.tell(checker));
        Map<String, Place.Seen> all = new LinkedHashMap<>(taken);
        all.putAll(files);
        all.forEach((name, file) -> checker.read(name, file.worker(), file.bytes()));
        checker.problems().forEach(problem -> problems.add("promises 2 and 3: " + problem));
        long records = recoveredAmount.records()
                + instances.stream()
                        .mapToLong(instance -> instance.port().publishedAmount().records())
                        .sum();
        if (checker.found() != records) {
            problems.add("promise 2: the files hold " + checker.found() + " records, and published and recovered were "
                    + records);
        }
        Instance.require(problems.isEmpty(), "%s", String.join("\n - ", problems));
    }

    /** Reads what is visible once more, and trusts nothing that was read before. */
    void readAgain() throws IOException {
        Map<String, Place.Seen> again = place.visible(Map.of());
        files.forEach((name, file) -> {
            Place.Seen now = again.get(name);
            Instance.require(
                    now != null && Arrays.equals(file.bytes(), now.bytes()), "promise 4: %s has changed", name);
        });
    }
}
