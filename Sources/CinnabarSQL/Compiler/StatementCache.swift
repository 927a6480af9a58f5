import Synchronization

/// Compiled statements by their text, for one dialect.
///
/// Two generations: what was not asked for while the young one filled up is dropped with the old one. Constant time,
/// and close to least-recently-used. Safe to share between tasks.
public final class StatementCache: Sendable {
    private struct State: Sendable {
        var young: [Key: CompiledStatement] = [:]
        var old: [Key: CompiledStatement] = [:]
        var hits = 0
        var misses = 0
    }

    private struct Key: Hashable, Sendable {
        let bytes: [UInt8]
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: how many statements are kept; 0 keeps none.
    public init(capacity: Int = 500) { self.capacity = capacity }

    public var counts: (hits: Int, misses: Int) { state.withLock { ($0.hits, $0.misses) } }

    /// The statement's text, compiled once per text, and its binds.
    public func compile<S: Statement>(_ statement: S, for dialect: any Dialect) throws -> (CompiledStatement, [SQLValue]) {
        var writer = SQLWriter(dialect: dialect)
        try statement.write(to: &writer)
        return (compiled(&writer, returnsRows: statement.returnsRows), writer.binds)
    }

    package func compiled(_ writer: inout SQLWriter, returnsRows: Bool) -> CompiledStatement {
        let key = Key(bytes: writer.cacheKey(returnsRows: returnsRows))
        if let found = lookUp(key) { return found }
        let statement = CompiledStatement(
            sql: writer.sql, intent: writer.intent, hints: writer.hints, returnsRows: returnsRows,
            touchesSession: writer.touchesSession, isReusable: writer.intent != .schema)
        guard capacity > 0 else { return statement }
        return state.withLock { state in
            // Another task may have been faster; one statement per text keeps prepared statements few.
            if let existing = state.young[key] { return existing }
            state.young[key] = statement
            if state.young.count * 2 > capacity {
                state.old = state.young
                state.young = [:]
            }
            return statement
        }
    }

    private func lookUp(_ key: Key) -> CompiledStatement? {
        state.withLock { state in
            if let found = state.young[key] {
                state.hits += 1
                return found
            }
            if let found = state.old[key] {
                state.hits += 1
                state.young[key] = found
                return found
            }
            state.misses += 1
            return nil
        }
    }
}

extension SQLWriter {
    /// The text with what else a compiled statement depends on.
    func cacheKey(returnsRows: Bool) -> [UInt8] {
        var key = bytes
        key.reserveCapacity(bytes.count + hints.count + 1)
        for hint in hints { key.append(hint.rawValue) }
        let intent: UInt8 =
            switch intent {
            case .read: 0
            case .write: 1
            case .schema: 2
            case .unknown: 3
            }
        key.append(intent &* 2 &+ (returnsRows ? 1 : 0))
        return key
    }
}
