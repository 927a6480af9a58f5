public import CinnabarSQL
import Synchronization

extension AsyncConnection {
    /// Compiles a statement, and starts it if nothing has to be waited for before.
    @usableFromInline
    func start(_ statement: some Statement, fileID: StaticString, line: UInt) throws -> StartedStatement {
        let site = CallSite(fileID: fileID, line: line)
        guard environment.runsInPlace else { return .waiting(StatementCall(try compile(statement), site)) }
        return try withUnsafeTemporaryAllocation(byteCount: StatementShape.byteCount, alignment: 16) { memory in
            if let memory = memory.baseAddress {
                var shape = StatementShape(memory)
                if let found = environment.cache.find(statement, &shape) {
                    if let run = try startInPlace(found, shape.binds, site) { return .inPlace(run) }
                    return .waiting(StatementCall(found, Array(shape.binds), site))
                }
            }
            let (compiled, binds) = try environment.cache.compileNew(statement, for: environment.dialect)
            var run: InPlaceRun?
            try binds.withUnsafeBufferPointer { run = try startInPlace(compiled, $0, site) }
            if let run { return .inPlace(run) }
            return .waiting(StatementCall(compiled, binds, site))
        }
    }

    /// nil when something would have to be waited for, or done first: nothing has happened then.
    private func startInPlace(
        _ statement: CompiledStatement, _ binds: UnsafeBufferPointer<SQLValue>, _ site: CallSite
    ) throws -> InPlaceRun? {
        // Raw SQL may begin a transaction or write: that takes a closer look.
        guard statement.intent != .unknown, let (connection, begin) = try enterInPlace(statement) else { return nil }
        do {
            let start = try connection.startInPlace(
                statement, binds: binds, begin: begin, deadline: environment.statementDeadline())
            if case .notNow = start {
                leave()
                return nil
            }
            return InPlaceRun(connection, start, bindCount: binds.count, site: site)
        } catch {
            leave()
            // The long way says that the transaction is read-only.
            if error is WriterRequired { return nil }
            throw environment.decorate(error, statement, binds.count, site)
        }
    }

    /// Into the gate with the connection that is held already, when neither has to be waited for; nil changes nothing.
    private func enterInPlace(_ statement: CompiledStatement) throws
        -> (connection: any InPlaceConnection, begin: String?)?
    {
        let needsWriter = environment.separatesWriters && (mode == .transaction || statement.intent != .read)
        return try state.withLock { state in
            guard let connection = state.inPlace, !state.wantsTransaction,
                !needsWriter || state.intent == .write || state.options.isReadOnly,
                try state.tryEnter(whenEnded: false)
            else { return nil }
            if statement.touchesSession { state.touchesSession = true }
            let needsTransaction = needsTransaction(statement.intent, state.intent, false, state.options)
            return (connection, needsTransaction ? beginSQL(&state) : nil)
        }
    }

    private func beginSQL(_ state: inout State) -> String {
        if let begin = state.begin { return begin }
        var options = state.options
        options.isolation = options.isolation ?? environment.configuration.isolation
        let begin = environment.source.beginSQL(options, for: state.intent)
        state.begin = begin
        return begin
    }

    /// Waits for a statement that was sent.
    @usableFromInline
    func receive(_ run: inout InPlaceRun) async throws {
        do {
            try await run.receive()
            if run.isOver { leave() }
        } catch {
            leave()
            throw environment.decorate(error, nil, run.bindCount, run.site)
        }
    }

    /// Ends a statement whose rows have been read.
    @usableFromInline
    func endInPlace(_ run: borrowing InPlaceRun) throws -> StatementOutcome {
        defer { leave() }
        do { return try run.connection.endInPlace(skipsRows: run.cursor == nil) } catch {
            throw environment.decorate(error, nil, run.bindCount, run.site)
        }
    }

    /// Ends a statement whose rows could not be read.
    @usableFromInline
    func failInPlace(_ run: borrowing InPlaceRun, _ error: any Error, row: Int) -> any Error {
        defer { leave() }
        run.connection.cancelInPlace()
        guard var error = error as? RowDecodingError else {
            return environment.decorate(error, nil, run.bindCount, run.site)
        }
        error.row = row
        return error
    }
}
