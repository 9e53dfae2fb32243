package io.forebay.bench.latency;

/**
 * How much is offered.
 *
 * @param share of the saturation, in percent
 * @param same whether the base's saturation counts, so that all get the same load; else each contender's own
 */
public record Load(int share, boolean same) {
    @Override
    public String toString() {
        return share + " % of " + (same ? "the base's" : "its own") + " saturation";
    }
}
