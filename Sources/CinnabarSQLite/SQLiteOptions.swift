import CinnabarEngine

/// What a SQLite URL asks for.
///
/// | parameter | meaning | default |
/// |---|---|---|
/// | `mode` | `ro`, `rw` (must exist), `rwc` (created when missing), `memory` | `rwc` |
/// | `immutable` | the file cannot change: no locks, no `-wal` and `-shm` files | off |
/// | `cache` | `private` or `shared` (in-memory databases that several engines share) | `private` |
/// | `nofollow` | refuse a path that is a symbolic link | off |
/// | `vfs`, `nolock`, `psow` | SQLite's own | |
/// | `journal_mode` | `wal`, `delete`, `truncate`, `persist`, `memory`; without `wal` one connection does all | `wal` |
/// | `synchronous` | `off`, `normal`, `full`, `extra`; below `full` a power cut may lose the last commits | `full` |
/// | `foreign_keys` | enforce foreign keys | on |
/// | `busy_timeout` | milliseconds to wait for another process's lock; `timeout` gives it in seconds | 5000 |
/// | `readers` | threads that serve reads, and as many for read transactions | cores, at least 2 |
/// | `execution` | `thread`, or `inline`: single reads run on the caller's thread | `thread` |
/// | `defensive` | refuse SQL that can corrupt the file | on |
/// | `statement_cache` | prepared statements kept per connection | 256 |
/// | `pragmas` | more settings for each connection: `cache_size:-20000,temp_store:memory` | |
///
/// `execution=inline` saves two thread switches, some ten microseconds, per single read. It is right for short reads
/// of a file that is in memory anyway; a slow read holds up one of the threads that all of the process's tasks share.
package struct SQLiteOptions: Sendable {
    package enum Location: Sendable, Hashable {
        case file(String)
        /// Private to its connection, or shared under a name.
        case memory(name: String?)
    }

    package enum Mode: String, Sendable, CaseIterable {
        case readOnly = "ro"
        case readWrite = "rw"
        case create = "rwc"
        case memory
    }

    package enum JournalMode: String, Sendable, CaseIterable {
        case wal, delete, truncate, persist, memory
    }

    package enum Synchronous: String, Sendable, CaseIterable {
        case off, normal, full, extra
    }

    package enum Execution: String, Sendable, CaseIterable {
        case thread, inline
    }

    package var location: Location
    package var mode = Mode.create
    package var isImmutable = false
    package var sharesCache = false
    package var followsLinks = true
    package var vfs: String?
    /// Further parameters of the file's URI.
    package var uriParameters: [String] = []
    package var journalMode = JournalMode.wal
    package var synchronous = Synchronous.full
    package var enforcesForeignKeys = true
    package var busyTimeout = Duration.seconds(5)
    package var readers: Int
    package var execution = Execution.thread
    package var isDefensive = true
    package var statementCapacity = 256
    package var pragmas: [(name: String, value: String)] = []

    package init(location: Location) {
        self.location = location
        readers = max(2, Processors.count)
    }

    /// Whether one connection does everything: the database is its own, or a writer would lock readers out.
    package var isSingle: Bool {
        switch location {
        case .memory: true
        case .file: !isReadOnly && journalMode != .wal
        }
    }

    package var isReadOnly: Bool { mode == .readOnly || isImmutable }

    /// How errors and logs call the database.
    package var displayName: String {
        switch location {
        case .file(let path): path
        case .memory(let name): name ?? ":memory:"
        }
    }
}
