import CinnabarEngine
import CinnabarSQL
import Synchronization

/// The database of an engine: opens its connections, the writer first.
///
/// A reader that came first would find no file, or one that is not in WAL mode yet.
final class SQLiteFile: Sendable {
    private struct State: Sendable {
        var isReady = false
        /// An open writer that no connection has: opened on a reader's behalf, or an in-memory database whose
        /// connection was closed, which must not end with it.
        var spareWriter: SQLiteHandle?
        /// In memory: a connection has the database.
        var isOut = false
        /// The writer is closed last: whoever closes last folds the log into the file, and only the writer may.
        var isClosing = false
        var isDisposed = false
    }

    /// The in-memory database is with a connection that is being closed.
    struct NotBackYet: Error {}

    let options: SQLiteOptions
    private let state = Locked(State())

    init(_ options: SQLiteOptions) { self.options = options }

    var isInMemory: Bool { if case .memory = options.location { true } else { false } }

    /// Blocks, like all opening: on a database thread only.
    func openWriter() throws -> SQLiteHandle {
        let role: SQLiteHandle.Role = options.isReadOnly ? .readOnly : .writer
        return try state.withLock { state in
            if let spare = state.spareWriter.take() {
                state.isOut = true
                return spare
            }
            // The old connection was cut off and is on its way back; a second database would be an empty one.
            guard !isInMemory || !state.isOut else { throw NotBackYet() }
            let handle = try SQLiteHandle.open(options, role: role)
            state.isReady = true
            state.isOut = true
            return handle
        }
    }

    func openReader() throws -> SQLiteHandle {
        try state.withLock { state in
            guard !state.isReady, !options.isReadOnly else { return }
            state.spareWriter = try SQLiteHandle.open(options, role: .writer)
            state.isReady = true
        }
        return try SQLiteHandle.open(options, role: options.isReadOnly ? .readOnly : .reader)
    }

    /// Takes a handle back from its connection: closes it, unless it is an in-memory database or the last writer.
    func close(_ handle: SQLiteHandle, isWriter: Bool) {
        let isKept = state.withLock { state in
            guard isWriter, !state.isDisposed, isInMemory || state.isClosing, state.spareWriter == nil else {
                return false
            }
            handle.watch.renew()
            try? handle.clearSession(options)
            state.spareWriter = handle
            state.isOut = false
            return true
        }
        if !isKept { handle.close() }
    }

    /// From here on the writer is kept for `dispose`.
    func prepareToClose() {
        state.withLock { $0.isClosing = true }
    }

    /// Closes what no connection has. Blocks.
    func dispose() {
        let spare = state.withLock { state in
            state.isDisposed = true
            return state.spareWriter.take()
        }
        spare?.close()
    }
}
