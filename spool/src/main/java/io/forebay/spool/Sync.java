package io.forebay.spool;

/** How far a publish goes to survive the loss of power. What it survives beyond a crash of the process is the difference. */
public enum Sync {
    /**
     * No file is forced. Survives kill -9; what the operating system had not yet written is lost with the power, and a file may be
     * found cut, or with zeros for bytes.
     */
    NONE,

    /**
     * Each file is forced before it is renamed, and its directory after. A published file survives the loss of power. Costs
     * two waits for the disk per file.
     */
    PUBLISH
}
