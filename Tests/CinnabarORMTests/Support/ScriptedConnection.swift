import CinnabarEngine
import CinnabarORM
import CinnabarPostgreSQL
import CinnabarSQL
import CinnabarSQLite
import XCTest

/// Writes down what a flush sends, and answers as a database would: keys count up, rows that are looked for are found.
final class ScriptedConnection: FlushConnection, @unchecked Sendable {  // one test uses it, on one task
    typealias Answer = (_ sql: String, _ binds: [SQLValue]) throws -> (rows: [[SQLValue]], affected: Int)?

    /// One line for each run: the statement, and behind an arrow its binds; `--` between round trips.
    private(set) var lines: [String] = []
    private(set) var roundTrips = 0
    private var lastKey: Int64 = 0
    /// What the database says instead, where it says something.
    var answer: Answer = { _, _ in nil }

    func executeGroup(_ statements: [GroupedStatement], commits: Bool, check: @escaping GroupRequest.Check) async throws
        -> GroupOutcome
    {
        if roundTrips > 0 { lines.append("--") }
        roundTrips += 1
        var counts: [[Int]] = []
        var keys: [Int: [Int64]] = [:]
        for (number, grouped) in statements.enumerated() {
            XCTAssertEqual(grouped.binds.count, grouped.width * grouped.runCount, grouped.statement.sql)
            var affected: [Int] = []
            for run in 0..<grouped.runCount {
                let binds = Array(grouped.binds[run * grouped.width..<(run + 1) * grouped.width])
                let sql = grouped.statement.sql
                lines.append(binds.isEmpty ? sql : sql + " <- " + binds.map(Self.text).joined(separator: ", "))
                do {
                    let reply = try answer(sql, binds) ?? reply(sql, binds)
                    affected.append(reply.affected)
                    if grouped.reportsKeysOf != nil {
                        lastKey += reply.affected > 0 ? 1 : 0
                        keys[number, default: []].append(lastKey)
                    }
                    if !reply.rows.isEmpty { try grouped.sink?.consume(run: run, ScriptedCursor(reply.rows)) }
                } catch {
                    throw GroupFailure(statement: number, run: run, error: error)
                }
            }
            counts.append(affected)
        }
        let outcome = GroupOutcome(affectedRows: counts, generatedKeys: keys)
        if commits {
            try check(outcome)
            lines.append("COMMIT")
        }
        return outcome
    }

    private func reply(_ sql: String, _ binds: [SQLValue]) -> (rows: [[SQLValue]], affected: Int) {
        var count = 1
        if case .array(_, let elements) = binds.first { count = elements.count }
        guard let range = sql.range(of: " RETURNING ") else { return ([], count) }
        let names = sql[range.upperBound...].components(separatedBy: ", ")
        let rows = (0..<count).map { row in
            names.map { name -> SQLValue in
                guard name.hasSuffix("\"id\"") else { return .text("made") }
                // The key of an update or delete as arrays is its last array but for the version's.
                if !sql.hasPrefix("INSERT") { return keys(sql, binds)[row] }
                lastKey += 1
                return .integer(lastKey)
            }
        }
        return (rows, count)
    }

    private func keys(_ sql: String, _ binds: [SQLValue]) -> [SQLValue] {
        let index = sql.contains("\"version\" = u.") ? binds.count - 2 : binds.count - 1
        if case .array(_, let elements) = binds[index] { return elements }
        return [binds[index]]
    }

    static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: "NULL"
        case .text(let text): "'\(text)'"
        case .array(_, let elements):
            "[" + (elements.count > 4 ? "\(elements.count)" : elements.map(text).joined(separator: ", ")) + "]"
        default: value.storedText
        }
    }
}

/// Rows of whole numbers and texts.
private final class ScriptedCursor: RowCursor {
    private let rows: [[SQLValue]]
    private var upcoming = 0
    private let cells: UnsafeMutablePointer<Cell>

    init(_ rows: [[SQLValue]]) {
        self.rows = rows
        let width = rows.first?.count ?? 0
        cells = .allocate(capacity: max(width, 1))
        let shape = RowShape(
            names: (0..<width).map { "c\($0)" }, typeNames: Array(repeating: "", count: width))
        super.init(row: RowReader(cells: cells, count: width, shape: shape), shape: shape)
    }

    deinit {
        free()
        cells.deallocate()
    }

    private var buffers: [UnsafeMutableRawPointer] = []

    private func free() {
        for buffer in buffers { buffer.deallocate() }
        buffers = []
    }

    override func next() throws -> Bool {
        free()
        guard upcoming < rows.count else { return false }
        for (index, value) in rows[upcoming].enumerated() {
            switch value {
            case .null: cells[index] = .null
            case .integer(let number): cells[index] = Cell(integer: number)
            default:
                let bytes = Array(value.storedText.utf8)
                let buffer = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
                buffer.copyMemory(from: bytes, byteCount: bytes.count)
                buffers.append(buffer)
                cells[index] = Cell(kind: .text, address: UnsafeRawPointer(buffer), length: bytes.count)
            }
        }
        upcoming += 1
        return true
    }
}
