package io.forebay.testkit.disk;

import java.util.ArrayList;
import java.util.List;

/**
 * The values that one thing on a disk has had, and when the disk was made to keep the one that it had then.
 *
 * @param <T> immutable
 */
final class History<T> {
    private final List<Moment<T>> moments = new ArrayList<>();
    private final List<Integer> forces = new ArrayList<>();

    /** Begins with a value that is certain. */
    History(int time, T value) {
        moments.add(new Moment<>(time, value));
    }

    /**
     * A value, and since when.
     *
     * @param time of the operation that brought it
     * @param value from then on
     */
    record Moment<T>(int time, T value) {}

    T now() {
        return moments.get(moments.size() - 1).value();
    }

    void change(int time, T value) {
        moments.add(new Moment<>(time, value));
    }

    void force(int time) {
        forces.add(time);
    }

    /** What may be found after a loss of power: the value that was forced last, and all after it. */
    List<Moment<T>> possible(int time) {
        int end = moments.size();
        while (moments.get(end - 1).time() > time) {
            end--;
        }
        int begin = end - 1;
        while (begin > 0 && moments.get(begin).time() > lastForce(time)) {
            begin--;
        }
        return moments.subList(begin, end);
    }

    private int lastForce(int time) {
        int index = forces.size() - 1;
        while (index >= 0 && forces.get(index) > time) {
            index--;
        }
        return index < 0 ? -1 : forces.get(index);
    }
}
