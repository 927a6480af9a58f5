package import CinnabarSQL

/// What a flush did, apart from any object: nothing is changed before all of it has worked.
package struct FlushResult: Sendable {
    package let plan: FlushPlan
    /// Whether COMMIT travelled with the last level.
    package internal(set) var isCommitted = false
    /// For each level and step what came back, a row for each of the step's.
    var returned: [[[SQLValue]]]
    /// Where what a row returned is; a negative level before its statement has run.
    private var places: [Place]

    private struct Place: Sendable {
        var level: Int32 = -1
        var step: Int32 = 0
        var place: Int32 = 0
    }

    init(_ plan: FlushPlan) {
        self.plan = plan
        returned = plan.levels.map { Array(repeating: [], count: $0.steps.count) }
        // Only later levels look for what earlier ones made.
        places = plan.levels.count > 1 ? Array(repeating: Place(), count: plan.rowCount) : []
    }

    mutating func setPlaces(level: Int) {
        guard !places.isEmpty, level < plan.levels.count - 1 else { return }
        for (number, step) in plan.levels[level].steps.enumerated()
        where !step.returning.isEmpty && (step.kind == .insert || step.kind == .update) {
            for place in step.rows.indices {
                places[step.rows[place]] = Place(
                    level: Int32(truncatingIfNeeded: level), step: Int32(truncatingIfNeeded: number),
                    place: Int32(truncatingIfNeeded: place))
            }
        }
    }

    /// The value, or what the other row's statement returned; nil where that has not run.
    @inline(__always)
    func resolve(_ value: PlanValue) -> SQLValue? {
        switch value {
        case .value(let value): value
        case .expression: nil
        case .reference(let row, let column): made(row, column)
        }
    }

    private func made(_ row: Int, _ column: Int) -> SQLValue? {
        guard places.indices.contains(row), places[row].level >= 0 else { return nil }
        let place = places[row]
        let level = Int(place.level)
        let step = Int(place.step)
        guard let index = plan.levels[level].steps[step].returning.firstIndex(of: column) else { return nil }
        return returned[level][step][Int(place.place) * plan.levels[level].steps[step].returning.count + index]
    }

    /// Tells everything that the flush found out: what the database made, versions, and values taken from other rows.
    ///
    /// - Parameter body: is given the row's position in the flush, the column and its value, in the order of events.
    package func forEachValue(_ body: (_ row: Int, _ column: Int, _ value: SQLValue) throws -> Void) rethrows {
        for (level, steps) in returned.enumerated() {
            for (number, values) in steps.enumerated() {
                let step = plan.levels[level].steps[number]
                let width = step.returning.count
                if !values.isEmpty {
                    for (place, row) in step.rows.enumerated() {
                        for index in 0..<width { try body(row, step.returning[index], values[place * width + index]) }
                    }
                }
                try forEachSent(step, body)
            }
        }
    }

    private func forEachSent(
        _ step: FlushStep, _ body: (_ row: Int, _ column: Int, _ value: SQLValue) throws -> Void
    ) rethrows {
        let version = plan.tables[step.table].version
        guard step.kind != .preUpdate else { return }
        let told = step.columns.indices.filter {
            step.columns[$0] == version || step.referring.contains(step.columns[$0])
        }
        if told.isEmpty { return }
        for (place, row) in step.rows.enumerated() {
            for index in told {
                let value = step.values[place * step.columns.count + index]
                if let known = resolve(value) { try body(row, step.columns[index], known) }
            }
        }
    }
}
