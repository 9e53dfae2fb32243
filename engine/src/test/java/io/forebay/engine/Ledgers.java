package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.Ledger;

/** What a sink of these parts would tell, for tests of one part. */
final class Ledgers {
    private Ledgers() {}

    static Ledger of(Books books, Worker... workers) {
        LedgerBuilder ledger = new LedgerBuilder();
        books.addOutcomesTo(ledger);
        for (Worker worker : workers) {
            worker.addTo(ledger);
        }
        books.addAcceptedTo(ledger);
        return ledger.build(books.dropped(), books.rejected());
    }

    static Ledger of(Worker worker) {
        return of(new Books(), worker);
    }

    static Amount amount(long records, long bytes) {
        return new Amount(records, bytes);
    }
}
