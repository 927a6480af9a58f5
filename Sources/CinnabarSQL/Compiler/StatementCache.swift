import Synchronization

/// Compiled statements by their text, for one dialect.
///
/// Two generations: what was not asked for while the young one filled up is dropped with the old one. Constant time,
/// and close to least-recently-used. Safe to share between tasks.
public final class StatementCache: Sendable {
    fileprivate struct State: Sendable {
        var young: StatementTable
        var old: StatementTable
        var shapes: ShapeTable
        var hits = 0
        var misses = 0
    }

    private let state: Locked<State>
    private let capacity: Int
    private let seed = UInt64.random(in: .min ... .max)

    /// - Parameter capacity: how many statements are kept; 0 keeps none.
    public init(capacity: Int = 500) {
        self.capacity = capacity
        let half = capacity / 2 + 1
        state = Locked(
            State(
                young: StatementTable(capacity: half), old: StatementTable(capacity: half),
                shapes: ShapeTable(capacity: half, seed: seed)))
    }

    public var counts: (hits: Int, misses: Int) { state.withLock { ($0.hits, $0.misses) } }

    /// The statement's text, compiled and checked once per text, and its binds.
    ///
    /// - Throws: `CompileError` where the dialect lacks a feature, or the statement mentions a table that it lacks.
    public func compile<S: Statement>(_ statement: S, for dialect: any Dialect) throws -> (
        CompiledStatement, [SQLValue]
    ) {
        try withUnsafeTemporaryAllocation(byteCount: StatementShape.byteCount, alignment: 16) { memory in
            guard let memory = memory.baseAddress else { return try write(statement, dialect) }
            var shape = StatementShape(memory)
            if let found = find(statement, &shape) { return (found, Array(shape.binds)) }
            return try compileNew(statement, for: dialect)
        }
    }

    /// The statement by its shape alone, which then has its binds; nil when it must be compiled, which is `compileNew`.
    package func find(_ statement: some Statement, _ shape: inout StatementShape) -> CompiledStatement? {
        statement.describe(to: &shape) ? find(shape) : nil
    }

    /// As `compile`, for a statement that was not found by its shape.
    package func compileNew(_ statement: some Statement, for dialect: any Dialect) throws -> (
        CompiledStatement, [SQLValue]
    ) {
        let written = try write(statement, dialect)
        remember(statement, written)
        return written
    }

    private func write(_ statement: some Statement, _ dialect: any Dialect) throws -> (CompiledStatement, [SQLValue]) {
        var writer = SQLWriter(dialect: dialect)
        try statement.write(to: &writer)
        let fingerprint = writer.fingerprint(seed: seed, returnsRows: statement.returnsRows)
        if let found = find(fingerprint, writer.bytes) { return (found, writer.binds) }
        // Written once more, now with an eye on which tables are in sight.
        var checking = SQLWriter(dialect: dialect, checks: true)
        try statement.write(to: &checking)
        try checking.checkPlaceholders()
        return (add(writer, fingerprint, returnsRows: statement.returnsRows), writer.binds)
    }

    /// As above, for what is written already.
    package func compiled(_ writer: inout SQLWriter, returnsRows: Bool) -> CompiledStatement {
        let fingerprint = writer.fingerprint(seed: seed, returnsRows: returnsRows)
        return find(fingerprint, writer.bytes) ?? add(writer, fingerprint, returnsRows: returnsRows)
    }

    // MARK: Shapes

    private func find(_ shape: borrowing StatementShape) -> CompiledStatement? {
        state.withLock { state in
            guard let found = state.shapes.find(shape) else { return nil }
            state.hits &+= 1
            return found
        }
    }

    /// Only where the shape has the same binds in the same order as what the writer wrote: two that are equal could
    /// have changed places.
    private func remember(_ statement: some Statement, _ written: (CompiledStatement, [SQLValue])) {
        let (compiled, binds) = written
        guard capacity > 0, binds.count <= 16, compiled.hints.allSatisfy({ $0 == .value }) else { return }
        withUnsafeTemporaryAllocation(byteCount: StatementShape.byteCount, alignment: 16) { memory in
            guard let memory = memory.baseAddress else { return }
            var shape = StatementShape(memory, keepsOwners: true)
            // Compared last: the arrays of a bulk statement, which has no shape, would be hashed for nothing.
            guard statement.describe(to: &shape), shape.binds.elementsEqual(binds), Set(binds).count == binds.count
            else { return }
            let entry = ShapeEntry(shape, compiled)
            state.withLock { $0.shapes.insert(entry) }
        }
    }

    // MARK: Texts

    private func find(_ fingerprint: StatementFingerprint, _ text: UnsafeBufferPointer<UInt8>) -> CompiledStatement? {
        state.withLock { state in
            if let found = state.young.find(fingerprint, text) {
                state.hits &+= 1
                return found
            }
            if let found = state.old.find(fingerprint, text) {
                state.hits &+= 1
                state.keep(found, capacity)
                return found
            }
            state.misses &+= 1
            return nil
        }
    }

    private func add(_ writer: borrowing SQLWriter, _ fingerprint: StatementFingerprint, returnsRows: Bool)
        -> CompiledStatement
    {
        let isTouchedByText = writer.rawTextTouchesSession
        let statement = CompiledStatement(
            sql: writer.sql, intent: isTouchedByText && writer.intent == .read ? .unknown : writer.intent,
            hints: writer.hints, returnsRows: returnsRows, touchesSession: writer.touchesSession || isTouchedByText,
            isReusable: writer.intent != .schema, isPureRead: returnsRows && writer.isPureRead,
            fingerprint: fingerprint)
        guard capacity > 0 else { return statement }
        let text = writer.bytes
        return state.withLock { state in
            // Another task may have been faster; one statement per text keeps prepared statements few.
            if let existing = state.young.find(fingerprint, text) { return existing }
            state.keep(statement, capacity)
            return statement
        }
    }
}

extension StatementCache.State {
    /// Adds a statement to the young generation, which becomes the old one when it is full.
    fileprivate mutating func keep(_ statement: CompiledStatement, _ capacity: Int) {
        young.insert(statement)
        guard young.count * 2 > capacity else { return }
        old = young
        young = StatementTable(capacity: capacity / 2 + 1)
    }
}
