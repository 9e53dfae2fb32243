package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How lines of strace become calls to be killed at. */
class FileCallTest {
    private static final String INSTANCE = "50ae7cc8d64fa15afa9c49b75c2069aa";

    private static List<FileCall> calls(String... lines) {
        return FileCall.parse(List.of(lines), "/spool");
    }

    @Test
    void calls_of_each_name_are_counted_also_where_they_concern_other_files() {
        assertThat(calls(
                        "openat(AT_FDCWD</>, \"/etc/hosts\", O_RDONLY) = 3</etc/hosts>",
                        "write(1<pipe:[63785]>, \"\"..., 13)       = 13",
                        "openat(AT_FDCWD</>, \"/spool\", O_RDONLY) = 4</spool>",
                        "--- SIGCHLD {si_signo=SIGCHLD} ---",
                        "+++ killed by SIGKILL +++"))
                .containsExactly(new FileCall("openat", 2, "openat ", false));
    }

    @Test
    void what_differs_from_run_to_run_is_left_out() {
        assertThat(calls("rename(\"/spool/.0_" + INSTANCE + "_1.tmp\", \"/spool/0_20261124T202110599Z_" + INSTANCE
                        + "_0000000001.log\") = 0"))
                .containsExactly(new FileCall(
                        "rename", 1, "rename /.0_<instance>_1.tmp /0_<time>_<instance>_0000000001.log", true));
    }

    @Test
    void a_call_that_a_kill_has_cut_off_is_the_same_as_one_that_returns() {
        String call = "openat(AT_FDCWD</>, \"/spool/.x\", O_RDWR|O_CREAT|O_EXCL, 0600";
        assertThat(calls(call + " <unfinished ...>)              = ?"))
                .isEqualTo(calls(call + ") = 15</spool/.x>"))
                .containsExactly(new FileCall("openat", 1, "openat /.x", true));
    }

    @Test
    void only_calls_that_leave_the_disk_as_it_is_are_taken_for_looks() {
        assertThat(calls(
                        "pread64(5</spool/a>, \"\"..., 10, 0) = 10",
                        "close(5</spool/a>) = 0",
                        "fcntl(5</spool/a>, F_SETLK, {l_type=F_WRLCK}) = 0"))
                .hasSize(3)
                .noneMatch(FileCall::changes);
        assertThat(calls(
                        "pwrite64(5</spool/a>, \"\"..., 10, 0) = 10",
                        "fsync(5</spool/a>) = 0",
                        "chmod(\"/spool/a\", 0400) = 0",
                        "unlink(\"/spool/a\") = 0",
                        "ftruncate(5</spool/a>, 3) = 0",
                        "unheard_of(\"/spool/a\") = 0"))
                .hasSize(6)
                .allMatch(FileCall::changes);
    }
}
