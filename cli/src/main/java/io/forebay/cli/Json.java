package io.forebay.cli;

import io.forebay.api.Ledger;
import io.forebay.api.Recovery;

/** The command's results as one line of JSON, for scripts: their keys and the order of them are fixed. */
final class Json {
    private Json() {}

    static String of(Ledger ledger) {
        return "{\"offered\":" + ledger.offered().records()
                + ",\"accepted\":" + ledger.accepted().records()
                + ",\"published\":" + ledger.published().records()
                + ",\"dropped\":" + ledger.dropped().records()
                + ",\"rejected\":" + ledger.rejected().records()
                + ",\"failed\":" + ledger.failed().records()
                + ",\"lost\":" + ledger.lost().records()
                + ",\"files\":" + ledger.files()
                + ",\"bytes\":" + ledger.published().bytes() + "}";
    }

    static String of(Recovery recovery) {
        String records = recovery.records().isPresent()
                ? Long.toString(recovery.records().getAsLong())
                : "null";
        return "{\"recovered\":" + recovery.recovered().size()
                + ",\"quarantined\":" + recovery.quarantined().size()
                + ",\"records\":" + records
                + ",\"bytes\":" + recovery.bytes()
                + ",\"live\":" + recovery.live() + "}";
    }
}
