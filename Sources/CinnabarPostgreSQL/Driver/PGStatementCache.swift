import CinnabarSQL

/// A statement as a connection keeps it: its name on the server and the reader of its rows.
final class PGPreparedStatement {
    let statementID: UInt64
    /// The types of the parameters as it was prepared; 0 where the server inferred them.
    let types: [UInt32]
    /// Null-terminated; empty for the unnamed statement.
    let name: UnsafeMutablePointer<CChar>
    let nameText: String
    /// The server has it.
    var isPrepared = false
    var lastUse: UInt64 = 0
    var isNamed: Bool { name.pointee != 0 }
    private var reader: PGRowReader?
    /// Readers for the rows of several tasks at once.
    private(set) lazy var shelf = PGReaderShelf()

    init(statementID: UInt64, types: [UInt32], name text: String) {
        self.statementID = statementID
        self.types = types
        nameText = text
        let count = text.utf8.count + 1
        name = .allocate(capacity: count)
        text.withCString { name.initialize(from: $0, count: count) }
    }

    deinit { name.deallocate() }

    /// A reader for the result; the last one when the columns are the same.
    func reader(for result: PGResult) -> PGRowReader {
        if let reader, isPrepared || reader.columns.matches(result) { return reader }
        let reader = PGRowReader(PGRowShape(result))
        self.reader = reader
        return reader
    }

    /// Rows that another task is going to read, while this entry serves the next statement.
    func sharedRows(_ result: PGResult, _ spent: PGSpentResults) -> PGSharedRows {
        let rows = shelf.take() ?? PGSharedRows(PGRowReader(reader(for: result).columns))
        rows.begin(result, shelf, spent)
        return rows
    }

    func forgetColumns() { reader = nil }

    /// Whether parameters of these types can be bound. A NULL fits every type.
    func fits(_ parameters: PGParameters) -> Bool {
        guard parameters.count == types.count else { return false }
        for index in 0..<types.count {
            guard parameters.types[index] == types[index] || parameters.lengths[index] < 0 else { return false }
        }
        return true
    }
}

/// The statements that a connection keeps, the least recently used one going first.
///
/// One SQL text has as many entries as types that its parameters came in: the server types a prepared statement once.
final class PGStatementCache {
    private var entries: [UInt64: [PGPreparedStatement]] = [:]
    private var last: PGPreparedStatement?
    private(set) var count = 0
    private var clock: UInt64 = 0
    private var names = 0
    private let capacity: Int
    /// Part of every name: behind a pooler, a name that another client has given must never be taken for ours.
    private let token = String(UInt32.random(in: 0 ... .max), radix: 36)
    /// Dropped here, and still there on the server.
    private(set) var evicted: [String] = []

    init(capacity: Int) { self.capacity = capacity }

    func find(_ statementID: UInt64, _ parameters: PGParameters) -> PGPreparedStatement? {
        clock &+= 1
        if let last, last.statementID == statementID, last.fits(parameters) {
            last.lastUse = clock
            return last
        }
        guard let found = entries[statementID]?.first(where: { $0.fits(parameters) }) else { return nil }
        found.lastUse = clock
        last = found
        return found
    }

    /// A new entry, in the place of the one that was not used for the longest time.
    func insert(_ statementID: UInt64, _ parameters: PGParameters, named: Bool) -> PGPreparedStatement {
        if count >= capacity { evict() }
        names += 1
        let types = Array(UnsafeBufferPointer(start: parameters.types, count: parameters.count))
        let statement = PGPreparedStatement(
            statementID: statementID, types: types, name: named ? "cinnabar_\(token)_\(names)" : "")
        clock &+= 1
        statement.lastUse = clock
        entries[statementID, default: []].append(statement)
        last = statement
        count += 1
        return statement
    }

    func remove(_ statement: PGPreparedStatement) {
        guard var variants = entries[statement.statementID],
            let index = variants.firstIndex(where: { $0 === statement })
        else { return }
        variants.remove(at: index)
        entries[statement.statementID] = variants.isEmpty ? nil : variants
        if last === statement { last = nil }
        count -= 1
        if statement.isPrepared { evicted.append(statement.nameText) }
    }

    /// After the server has lost them all: DISCARD ALL, DEALLOCATE ALL, another server behind a pooler.
    func removeAll() {
        entries = [:]
        last = nil
        count = 0
        evicted = []
    }

    /// Names for the server to drop, a few at a time.
    func takeEvicted() -> [String] {
        let names = Array(evicted.prefix(16))
        evicted.removeFirst(names.count)
        return names
    }

    func giveBack(_ names: [String]) { evicted.insert(contentsOf: names, at: 0) }

    private func evict() {
        var oldest: PGPreparedStatement?
        for variants in entries.values {
            for statement in variants where statement.lastUse < (oldest?.lastUse ?? .max) { oldest = statement }
        }
        if let oldest { remove(oldest) }
    }
}
