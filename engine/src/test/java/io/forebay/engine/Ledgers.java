package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.Ledger;
import java.util.List;

/** What a sink of these parts would tell, for tests of one part. */
final class Ledgers {
    private Ledgers() {}

    static Ledger of(Books books, Worker... workers) {
        return LedgerBuilder.snapshot(books, List.of(workers));
    }

    static Ledger of(Worker worker) {
        return of(new Books(), worker);
    }

    static Amount amount(long records, long bytes) {
        return new Amount(records, bytes);
    }
}
