import CinnabarEngine
package import CinnabarSQL

/// Runs a plan, level by level. It changes nothing outside of itself: a flush that fails leaves everything as it was.
package struct FlushExecutor: Sendable {
    package let plan: FlushPlan
    package let dialect: any Dialect
    package let cache: StatementCache
    /// How many rows one statement of arrays takes, so that its parameters stay a few megabytes.
    package var rowsPerStatement = 10_000
    /// From how many rows on arrays are worth their longer statement.
    package var rowsForArrays = 20

    package init(_ plan: FlushPlan, dialect: any Dialect, cache: StatementCache) {
        self.plan = plan
        self.dialect = dialect
        self.cache = cache
    }

    /// - Parameters:
    ///   - commits: whether COMMIT may travel with the last level; `FlushResult.isCommitted` says whether it did. It does
    ///     not where a count has to be looked at first.
    ///   - isFirst: whether nothing else is in the transaction.
    /// - Throws: `StaleDataError`, `UnmatchedRowsError`, `FlushFailure` around the error of a statement, what the
    ///   connection throws. The transaction has to be rolled back then.
    package func run(on connection: some FlushConnection, commits: Bool = false, isFirst: Bool = false) async throws
        -> FlushResult
    {
        var result = FlushResult(plan)
        for (number, level) in plan.levels.enumerated() {
            var parts: [FlushPart] = []
            let rides = commits && number == plan.levels.count - 1 && commitCanTravel(with: level)
            // One row alone may be looked at afterwards: without it the transaction has committed nothing.
            let isChecked = rides && !answersBeforeCommit && !(isFirst && plan.rowCount == 1)
            for step in level.steps.indices {
                try add(step, of: number, isChecked: isChecked, &parts, result)
            }
            let again = try await run(parts, of: number, on: connection, commits: rides, &result)
            if !again.isEmpty {
                var single: [FlushPart] = []
                for part in again { single.append(try runs(part.step, of: number, part.rows, result)) }
                _ = try await run(single, of: number, on: connection, commits: false, &result)
            }
            result.isCommitted = rides
            result.setPlaces(level: number)
        }
        return result
    }

    /// Whether an insert that a trigger skips can keep the COMMIT behind it from running: the database looks at its own
    /// answers, or the statement itself fails.
    private func commitCanTravel(with level: FlushLevel) -> Bool {
        guard level.canCommitWithIt else { return false }
        let returning = level.steps.filter { !$0.returning.isEmpty }
        return returning.isEmpty || answersBeforeCommit
            || dialect.capabilities.contains(.changesInWith) && returning.allSatisfy { arrayForm($0) == nil }
    }

    private var answersBeforeCommit: Bool { dialect.capabilities.contains(.answersBeforeCommit) }

    /// - Returns: the parts that have to be run row by row.
    private func run(
        _ parts: [FlushPart], of level: Int, on connection: some FlushConnection, commits: Bool,
        _ result: inout FlushResult
    ) async throws -> [FlushPart] {
        let outcome: GroupOutcome
        do {
            outcome = try await connection.executeGroup(parts.map(\.statement), commits: commits) { outcome in
                for (index, part) in parts.enumerated() { try checkRows(of: part, at: index, of: level, outcome) }
            }
        } catch let failure as GroupFailure {
            guard let index = failure.statement, parts.indices.contains(index) else { throw failure.error }
            let step = plan.levels[level].steps[parts[index].step]
            throw unmatched(parts[index], step, failure) ?? parts[index].failure(step, parts[index].advised(failure))
        }
        var again: [FlushPart] = []
        for (index, part) in parts.enumerated() {
            let counts = index < outcome.affectedRows.count ? outcome.affectedRows[index] : []
            if part.form == .orderedArrays, part.sink?.runs.isEmpty == true {
                again.append(part)
            } else if part.statement.reportsKeysOf != nil {
                try take(outcome.generatedKeys[index] ?? [], of: part, level: level, counts, &result)
            } else {
                try take(part, of: level, counts, &result)
            }
        }
        return again
    }
}

/// A statement of a level, for some rows of one of its steps.
struct FlushPart {
    enum Form {
        /// Once for each row.
        case runs
        /// Once for all, one array for each column.
        case arrays
        /// As `arrays`, with keys that the database makes.
        case orderedArrays
    }

    let step: Int
    /// Places in the step.
    let rows: Range<Int>
    let form: Form
    let statement: GroupedStatement
    let sink: FlushSink?
    /// How many columns of the key come back before the step's own.
    let keyWidth: Int
    /// Whether the database refuses an insert that gives no row.
    var isChecked = false

    /// A table with rules cannot be written to inside WITH.
    func advised(_ failure: GroupFailure) -> GroupFailure {
        guard isChecked, var error = failure.error as? DatabaseError, error.sqlState == "0A000" else { return failure }
        error.fields.message += "; call flush() before commit(): the insert is then sent without WITH"
        return GroupFailure(statement: failure.statement, run: failure.run, error: error)
    }

    func failure(_ step: FlushStep, _ failure: GroupFailure) -> FlushFailure {
        let isOne = form == .runs && failure.run < rows.count
        let places = isOne ? rows.lowerBound + failure.run..<rows.lowerBound + failure.run + 1 : rows
        return FlushFailure(table: step.table, rows: Array(step.rows[places]), error: failure.error)
    }
}
