import CinnabarEngine
import CinnabarSQL
import Synchronization

/// The database of an engine: opens its connections, the writer first.
///
/// A reader that came first would find no file, or one that is not in WAL mode yet.
final class SQLiteFile: Sendable {
    private struct State: Sendable {
        var isReady = false
        /// The writer that was opened on a reader's behalf, until the writer's connection takes it.
        var spareWriter: SQLiteHandle?
    }

    let options: SQLiteOptions
    private let state = Mutex(State())

    init(_ options: SQLiteOptions) { self.options = options }

    var writerRole: SQLiteHandle.Role { options.isReadOnly ? .readOnly : .writer }

    /// Blocks, like all opening: on a database thread only.
    func openWriter() throws -> SQLiteHandle {
        try state.withLock { state in
            if let spare = state.spareWriter.take() { return spare }
            let handle = try SQLiteHandle.open(options, role: writerRole)
            state.isReady = true
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

    /// Closes what nobody took.
    func dispose() {
        state.withLock { $0.spareWriter.take() }?.close()
    }
}
