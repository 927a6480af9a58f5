import CinnabarEngine
import CinnabarSQL

extension MockConnection {
    /// One by one, so that tests see the order.
    func executeGroup(_ request: GroupRequest) async throws -> GroupOutcome {
        if let prologue = request.prologue { try await attempt(nil) { try await control(prologue, deadline: nil) } }
        var affectedRows: [[Int]] = []
        var generatedKeys: [Int: [Int64]] = [:]
        for (index, grouped) in request.statements.enumerated() {
            try await attempt(index) { try grouped.checkWidth() }
            var affected: [Int] = []
            for run in 0..<grouped.runCount {
                let binds = Array(grouped.binds[run * grouped.width..<(run + 1) * grouped.width])
                try await attempt(index, run) {
                    let answer = try await answer(grouped.statement.sql, binds)
                    if grouped.reportsKeysOf != nil { generatedKeys[index, default: []].append(key(of: answer)) }
                    guard let cursor = MockCursor(answer) else { return affected.append(answer.affectedRows) }
                    if cursor.count > 0 { try grouped.sink?.consume(run: run, cursor.rows(limit: .max)) }
                    affected.append(cursor.count)
                }
            }
            affectedRows.append(affected)
        }
        let outcome = GroupOutcome(affectedRows: affectedRows, generatedKeys: generatedKeys)
        if request.commits {
            try await attempt(nil) {
                try request.check?(outcome)
                try await control("COMMIT", deadline: nil)
            }
        }
        return outcome
    }

    /// What the answer begins with, or the next number.
    private func key(of answer: MockDatabase.Answer) -> Int64 {
        let first: SQLValue? =
            switch answer {
            case .rows(let rows): rows.first?.first?.value
            case .table(_, let values): values.first?.first
            default: nil
            }
        if case .integer(let key)? = first { return key }
        return Int64(database.keys.next())
    }

    private func attempt(_ statement: Int?, _ run: Int = 0, _ body: () async throws -> Void) async throws {
        do { try await body() } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw GroupFailure(statement: statement, run: run, error: error)
        }
    }
}
