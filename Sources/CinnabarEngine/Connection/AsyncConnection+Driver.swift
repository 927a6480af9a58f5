import CinnabarSQL
import Synchronization

extension AsyncConnection {
    /// Does something that only one driver can do, in its turn and in the transaction that a write would be in.
    ///
    /// - Parameter body: gets the driver's connection; it belongs to nobody else until the body returns.
    package func withDriver<Value>(
        fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (_ driver: any DriverConnection, _ deadline: Deadline?) async throws -> Value
    ) async throws -> Value {
        try await enter()
        defer { leave() }
        let ready = try await ready(for: .write, mustWrite: true, site: CallSite(fileID: fileID, line: line))
        if let prologue = ready.prologue {
            environment.logControl(prologue)
            try await ready.driver.control(prologue, deadline: environment.statementDeadline())
            state.withLock { $0.wantsTransaction = false }
        }
        return try await body(ready.driver, environment.statementDeadline())
    }
}
