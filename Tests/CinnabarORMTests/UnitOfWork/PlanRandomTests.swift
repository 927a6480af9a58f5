import CinnabarSQL
import XCTest

@testable import CinnabarORM

/// Random flushes of random schemas against a model that knows only what was there and what should be.
final class PlanRandomTests: XCTestCase {
    func testTenThousandRandomFlushes() throws {
        var refused = 0
        var split = 0
        for seed in 0..<UInt64(10_000) {
            var scenario = Scenario(seed: seed)
            let isRefused = try run(scenario, scenario.rows, Array(scenario.rows.indices), seed, &split)
            if isRefused { refused += 1 }
            let (rows, order) = scenario.shuffledRows()
            XCTAssertEqual(try run(scenario, rows, order, seed, &split), isRefused, "seed \(seed), shuffled")
        }
        XCTAssertLessThan(refused, 2_000)
        XCTAssertGreaterThan(refused, 20)
        XCTAssertGreaterThan(split, 2_000)
    }

    /// - Returns: whether the planner refuses the flush.
    private func run(
        _ scenario: Scenario, _ rows: [PlanRow], _ order: [Int], _ seed: UInt64, _ split: inout Int
    ) throws -> Bool {
        let plan: FlushPlan
        do {
            plan = try FlushPlanner(tables: scenario.tables, rows: rows).plan()
        } catch {
            XCTAssertEqual(error.reason, .cycle, "seed \(seed): \(error)")
            XCTAssertFalse(scenario.mustSucceed, "seed \(seed): \(error)")
            // A row that takes a deleted row's key is one update, which has fewer orders than a delete and an insert.
            let isSwitch = scenario.nodes.contains(where: \.isSwitch)
            if !isSwitch, rows.count <= 6, let found = anyOrder(scenario, rows) {
                XCTFail("seed \(seed): \(error), but \(found) would do")
            }
            return true
        }
        var database = scenario.database()
        do {
            let made = try database.run(plan)
            if let difference = scenario.difference(database, made, order) { XCTFail("seed \(seed): \(difference)") }
        } catch {
            XCTFail("seed \(seed): \(error)")
        }
        split += plan.levels.flatMap(\.steps).reduce(0) {
            $0 + ($1.kind == .postUpdate || $1.kind == .preUpdate ? 1 : 0)
        }
        checkLevels(plan, seed)
        return false
    }

    /// No round trip without a reason: each level takes a value from the one before.
    private func checkLevels(_ plan: FlushPlan, _ seed: UInt64) {
        var levelOf: [Int: Int] = [:]
        for (number, level) in plan.levels.enumerated() {
            let sources = level.steps.flatMap { $0.values + $0.keys }.compactMap { value -> Int? in
                if case .reference(let row, _) = value { levelOf[row] } else { nil }
            }
            if number > 0 { XCTAssertEqual(sources.max(), number - 1, "seed \(seed)") }
            for step in level.steps where step.kind == .insert {
                for row in step.rows { levelOf[row] = number }
            }
        }
    }

    /// An order of the rows in which the database takes them one by one, as they are.
    private func anyOrder(_ scenario: Scenario, _ rows: [PlanRow]) -> [Int]? {
        guard let plain = try? rows.indices.map({ try step(scenario, rows, $0) }) else { return nil }
        var found: [Int]?
        func extend(_ order: [Int], _ left: [Int]) {
            if found != nil { return }
            if left.isEmpty {
                let levels = order.map { FlushLevel(steps: [plain[$0]]) }
                var database = scenario.database()
                let plan = FlushPlan(tables: scenario.tables, rowCount: rows.count, levels: levels)
                if (try? database.run(plan)) != nil { found = order }
                return
            }
            for row in left { extend(order + [row], left.filter { $0 != row }) }
        }
        extend([], Array(rows.indices))
        return found
    }

    private func step(_ scenario: Scenario, _ rows: [PlanRow], _ row: Int) throws -> FlushStep {
        var planning = Planning(tables: scenario.tables, rows: rows)
        try planning.readRows()
        var signatures = Signatures(tables: scenario.tables.count)
        let signature = signatures.all.isEmpty ? planning.signature(of: row, &signatures) : 0
        var step = planning.step(for: signatures.all[signature])
        try planning.append(row, signatures.all[signature], to: &step)
        return step
    }
}
