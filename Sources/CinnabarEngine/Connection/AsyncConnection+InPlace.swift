public import CinnabarSQL
import Synchronization

/// A statement that was asked for.
@usableFromInline
enum StartedStatement: ~Copyable {
    /// It runs on the caller's own thread; its rows are to be read, and then it must be ended.
    case inPlace(InPlaceRun)
    /// It is compiled, and has to wait for its turn or for the database.
    case waiting(StatementCall)
}

@usableFromInline
struct InPlaceRun: ~Copyable {
    let driver: any DriverConnection
    let bindCount: Int
    let site: CallSite
    /// nil where no rows come back.
    @usableFromInline let cursor: RowCursor?
}

// Within `begin` and `read` on SQLite, statements run without suspension, and their rows are decoded where they are
// wanted: a point select there is a matter of a microsecond, and every piece of memory counts.
extension AsyncConnection {
    /// Compiles a statement, and starts it if nothing has to be waited for.
    @usableFromInline
    func start(_ statement: some Statement, fileID: StaticString, line: UInt) throws -> StartedStatement {
        let site = CallSite(fileID: fileID, line: line)
        guard mode == .transaction, environment.runsInPlace else {
            return .waiting(
                StatementCall(try environment.cache.compile(statement, for: environment.dialect), site))
        }
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

    /// nil when something would have to be waited for, or this is not the connection's thread: nothing has happened.
    private func startInPlace(
        _ statement: CompiledStatement, _ binds: UnsafeBufferPointer<SQLValue>, _ site: CallSite
    ) throws -> InPlaceRun? {
        // Raw SQL may begin a transaction or write: that takes a closer look.
        guard statement.intent != .unknown else { return nil }
        let entered: (driver: any DriverConnection, begin: String)? = try state.withLock { state in
            guard let driver = state.driver, !state.wantsTransaction, try state.tryEnter(whenEnded: false) else {
                return nil
            }
            if statement.touchesSession { state.touchesSession = true }
            return (driver, beginSQL(&state))
        }
        guard let (driver, begin) = entered else { return nil }
        do {
            let start = try driver.startInPlace(
                statement, binds: binds, begin: begin, deadline: environment.statementDeadline())
            switch start {
            case .elsewhere:
                leave()
                return nil
            case .started(let cursor):
                return InPlaceRun(
                    driver: driver, bindCount: binds.count, site: site,
                    cursor: statement.returnsRows ? cursor : nil)
            }
        } catch {
            leave()
            // The slow way says that the transaction is read-only.
            if error is WriterRequired { return nil }
            throw environment.decorate(error, statement, binds.count, site)
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

    /// Ends a statement whose rows have been read.
    @usableFromInline
    func endInPlace(_ run: borrowing InPlaceRun) throws -> StatementOutcome {
        defer { leave() }
        do { return try run.driver.endInPlace(skipsRows: run.cursor == nil) } catch {
            throw environment.decorate(error, nil, run.bindCount, run.site)
        }
    }

    /// Ends a statement whose rows could not be read.
    @usableFromInline
    func failInPlace(_ run: borrowing InPlaceRun, _ error: any Error, row: Int) -> any Error {
        defer { leave() }
        run.driver.cancelInPlace()
        guard var error = error as? RowDecodingError else {
            return environment.decorate(error, nil, run.bindCount, run.site)
        }
        error.row = row
        return error
    }
}
