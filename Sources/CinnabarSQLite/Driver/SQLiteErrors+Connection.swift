import CinnabarSQL

/// What goes wrong between statements.
extension SQLiteErrors {
    static var disposed: DatabaseError {
        DatabaseError(.poolClosed, "the engine was disposed: it reads no more")
    }

    /// A single read found no free reader for as long as it may wait.
    static var noReader: DatabaseError {
        DatabaseError(.poolTimeout, "all readers were busy for as long as the read may wait") {
            $0.hint = "long reads hold a reader each: raise the option readers, or pool.acquireTimeout"
        }
    }

    static var aborted: DatabaseError {
        DatabaseError(.connectionLost, "the connection was closed while it was in use")
    }

    static var memoryInUse: DatabaseError {
        DatabaseError(
            .connectionFailed, "the in-memory database is still in use by a connection that is being closed")
    }
}
