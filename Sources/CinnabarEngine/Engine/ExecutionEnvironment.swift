package import CinnabarSQL
package import Logging

/// What every statement of an engine shares: dialect, cache, configuration, listeners, log.
package final class ExecutionEnvironment: Sendable {
    package let source: any ConnectionSource
    package let dialect: any Dialect
    package let cache: StatementCache
    package let configuration: EngineConfiguration
    let events: EngineEvents
    package let logger: Logger
    /// The source's, without asking it for each statement.
    let separatesWriters: Bool
    private let mayRunInPlace: Bool
    /// Where reads of several tasks share connections.
    let sharedReads: SharedReads?
    /// Whether statements are timed: something wants to know.
    private let logs: Bool

    init(
        source: any ConnectionSource, configuration: EngineConfiguration, events: EngineEvents, logger: Logger
    ) {
        self.source = source
        self.dialect = source.dialect
        self.separatesWriters = source.separatesWriters
        self.mayRunInPlace = source.runsInPlace
        self.sharedReads = source.sharedReads
        self.cache = StatementCache(capacity: configuration.statementCacheCapacity)
        self.configuration = configuration
        self.events = events
        self.logger = logger
        self.logs = configuration.echo || configuration.slowStatementThreshold != nil
    }

    var measures: Bool { logs || events.observesStatements }

    /// Whether statements may run in steps: not where somebody listens, who may be async.
    var runsInPlace: Bool { mayRunInPlace && !measures && !events.observesControls }

    func statementDeadline() -> Deadline? { configuration.statementTimeout.map { .after($0) } }

    /// Runs one statement through `body`, with events, log and errors that know the statement.
    func observe<Outcome>(
        _ statement: CompiledStatement, binds: [SQLValue], batchSize: Int = 1, waited: Int64, site: CallSite,
        decoded: () -> (rows: Int, nanoseconds: Int64), affected: (Outcome) -> Int,
        _ body: () async throws -> Outcome
    ) async throws -> Outcome {
        guard measures else {
            do { return try await body() } catch { throw decorate(error, statement, binds.count, site) }
        }
        let context = ExecutionContext(
            sql: statement.sql, intent: statement.intent, binds: binds, batchSize: batchSize,
            fileID: "\(site.fileID)", line: site.line)
        let listeners = events.current
        for listener in listeners.before { try await listener(context) }
        let start = MonotonicClock.now
        do {
            let outcome = try await body()
            let (rows, decode) = decoded()
            let timing = ExecutionTiming(
                wait: .nanoseconds(waited), query: .nanoseconds(MonotonicClock.now - start),
                decode: .nanoseconds(decode))
            log(context, rows: rows, timing)
            let summary = ExecutionSummary(rowCount: rows, affectedRows: affected(outcome), timing: timing)
            if !listeners.observers.isEmpty {
                listeners.tell(ObservedStatement(context, events.nextRoundTrip(), summary))
            }
            for listener in listeners.after { await listener(context, summary) }
            return outcome
        } catch {
            let error = decorate(error, statement, binds.count, site)
            let time = Duration.nanoseconds(MonotonicClock.now - start)
            logFailure(context, error, time)
            // What a reader hands on to the writer has not ended yet.
            if !listeners.observers.isEmpty, !(error is WriterRequired) {
                listeners.tell(ObservedStatement(context, events.nextRoundTrip(), error, time))
            }
            for listener in listeners.error { await listener(context, error) }
            throw error
        }
    }

    func decorate(_ error: any Error, _ call: StatementCall) -> any Error {
        decorate(error, call.statement, call.binds.count, call.site)
    }

    /// Adds the statement and the call's place to an error that does not know them yet.
    ///
    /// - Parameter statement: nil where the driver's errors name it.
    func decorate(_ error: any Error, _ statement: CompiledStatement?, _ bindCount: Int, _ site: CallSite)
        -> any Error
    {
        guard var error = error as? DatabaseError else { return error }
        if error.sql == nil { error.fields.sql = statement?.sql }
        error.fields.bindCount = bindCount
        if error.fields.fileID == nil {
            error.fields.fileID = "\(site.fileID)"
            error.fields.line = site.line
        }
        if error.kind == .connectionLost || error.kind == .commitOutcomeUnknown { source.invalidateAll() }
        return error
    }
}
