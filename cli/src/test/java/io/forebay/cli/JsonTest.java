package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.Recovery;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void the_ledger_has_its_keys_in_the_fixed_order_and_counts_records_but_for_files_and_bytes() {
        Ledger ledger = new Ledger(
                new Amount(100, 1_000),
                new Amount(90, 900),
                new Amount(7, 70),
                new Amount(3, 30),
                Map.of(FailReason.THREW, 4L),
                Map.of(LossReason.DEADLINE, new Amount(5, 50), LossReason.DAMAGED, new Amount(1, 10)),
                12);
        assertThat(Json.of(ledger))
                .isEqualTo("{\"offered\":110,\"accepted\":100,\"published\":90,\"dropped\":7,\"rejected\":3,"
                        + "\"failed\":4,\"lost\":6,\"files\":12,\"bytes\":900}");
    }

    @Test
    void a_recovery_counts_files_and_says_null_where_records_cannot_be_told() {
        var known = new Recovery.Recovered("a.log", 10, OptionalLong.of(2));
        var unknown = new Recovery.Recovered("b.log", 5, OptionalLong.empty());
        var aside = new Recovery.Quarantined(".c.quarantine", 7, "torn");
        assertThat(Json.of(new Recovery(List.of(known), List.of(aside), 3)))
                .isEqualTo("{\"recovered\":1,\"quarantined\":1,\"records\":2,\"bytes\":10,\"live\":3}");
        assertThat(Json.of(new Recovery(List.of(known, unknown), List.of(), 0)))
                .isEqualTo("{\"recovered\":2,\"quarantined\":0,\"records\":null,\"bytes\":15,\"live\":0}");
        assertThat(Json.of(Recovery.NONE))
                .isEqualTo("{\"recovered\":0,\"quarantined\":0,\"records\":0,\"bytes\":0,\"live\":0}");
    }
}
