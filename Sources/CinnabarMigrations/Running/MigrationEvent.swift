/// Which way a revision is run.
public enum MigrationDirection: String, Sendable, Hashable {
    case upgrade
    case downgrade
}

/// What a migrator has just done or is about to do.
public enum MigrationEvent: Sendable {
    /// Another process migrates; who, where the database knows.
    case waitingForLock(holder: String?)
    /// A revision begins; a resumed one goes on at an operation behind its first.
    case started(Revision, MigrationDirection, operation: Int, of: Int)
    /// A statement has run; code has the form `run("name")`.
    case ran(Revision, sql: String, time: Duration)
    /// A table was busy: the revision was rolled back and is tried again after a pause.
    case retrying(Revision, attempt: Int, after: Duration, reason: String)
    case finished(Revision, MigrationDirection, time: Duration)
    /// Another process has done it meanwhile.
    case passed(Revision)
}
