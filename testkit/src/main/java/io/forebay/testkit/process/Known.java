package io.forebay.testkit.process;

import io.forebay.testkit.RecordChecker;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a parent knows of its child's records, from its reports; not safe for use by several threads. */
final class Known {
    private final Map<Long, Report> last = new LinkedHashMap<>();

    /** Listens until the child has ended. */
    void hearAll(InputStream pipe) throws IOException {
        for (Report report = Report.from(pipe); report != null; report = Report.from(pipe)) {
            switch (report.event()) {
                case READY, OPEN, DONE -> {}
                default -> last.put((long) report.producer() << 32 | report.serial(), report);
            }
        }
    }

    /**
     * Says what must be found, and what may be.
     *
     * @param keepsAccepted whether a kill may not even cost what is in a buffer
     */
    RecordChecker checker(boolean keepsAccepted) {
        RecordChecker checker = new RecordChecker();
        for (Report record : last.values()) {
            switch (record.event()) {
                case SAFE -> checker.expect(record.producer(), record.serial(), record.length(), false);
                case ACCEPTED -> {
                    if (keepsAccepted) {
                        checker.expect(record.producer(), record.serial(), record.length(), false);
                    } else {
                        checker.allow(record.producer(), record.serial(), record.length());
                    }
                }
                case OFFERED -> checker.allow(record.producer(), record.serial(), record.length());
                default -> {} // taken back: must not be there
            }
        }
        return checker;
    }
}
