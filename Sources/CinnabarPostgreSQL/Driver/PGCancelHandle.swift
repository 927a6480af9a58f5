import CLibpq

/// What it takes to cancel a connection's statement, from any thread.
final class PGCancelHandle: @unchecked Sendable {  // PQcancel is safe to call from any thread
    private let cancel: OpaquePointer

    init?(_ handle: PGHandle) {
        guard let cancel = PQgetCancel(handle.connection) else { return nil }
        self.cancel = cancel
    }

    deinit { PQfreeCancel(cancel) }

    /// Opens a connection of its own and waits until the server has passed the request on: blocks.
    func send() {
        var text = [CChar](repeating: 0, count: 256)
        _ = PQcancel(cancel, &text, Int32(text.count))
    }
}
