package io.forebay.api;

/** Why accepted records count as lost. */
public enum LossReason {
    /** The target had not taken them when the close deadline passed: it refused each time, or there was no time to ask. */
    DEADLINE,
    /**
     * The target had not answered when the close deadline passed. They may still appear: if they do, the ledger moves them
     * to "published". What a worker holds counts as {@link #RECOVERABLE} instead, if the target {@linkplain FlushTarget#keepsCommitted keeps it
     * by itself}.
     */
    UNANSWERED,
    /** They were still queued, or being read from their source, when their part of the close deadline had passed. */
    UNREAD,
    /** The target had taken them, and then found that it can not vouch for them, for instance after a failed force. */
    DAMAGED,
    /**
     * Not published by the close deadline, but kept by the target: the next {@link FlushTarget#recover} publishes them. Where the target had not
     * answered, that is all that the worker held, records without a byte too; when it answers, the ledger moves to "published" what it has published, to {@link
     * #DAMAGED} or {@link #DEADLINE} what it could not keep.
     */
    RECOVERABLE
}
