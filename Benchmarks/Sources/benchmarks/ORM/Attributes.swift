// Goal: an attribute of an object is read and written in nanoseconds, whatever keeps it safe between tasks.
// Factors: the object's lock; for a text its reference count.
// Parameters: 2,000,000 times (100,000 quick), one object, one task.

import Cinnabar
import FoundationEssentials

extension Suite {
    static let attributes = Suite(ids: ["A1", "A2", "A3"]) { options, body in
        let times = options.isQuick ? 100_000 : 2_000_000
        let person = PersonCopy(
            id: 1, name: "A name that needs memory of its own", email: "a@example.com", age: 30, active: true,
            createdAt: Date(timeIntervalSince1970: 0))
        try await body([
            attribute("A1", "read an integer", times, goal: 10) { (person.age ?? 0) & 1 },
            attribute("A2", "read a text", times, goal: 10) { person.name.utf8.count & 1 },
            attribute("A3", "write an integer", times, goal: 20) {
                person.age = 30
                return 0
            },
        ])
    }

    private static func attribute(
        _ id: String, _ title: String, _ times: Int, goal: Double, _ body: @escaping @Sendable () -> Int
    ) -> Benchmark {
        Benchmark(
            id: id, title: "Attribute: \(title)", unit: "access", operations: times,
            contenders: [
                Contender(name: "Cinnabar ORM", goal: .nanoseconds(goal)) {
                    var sum = 0
                    for _ in 0..<times { sum &+= body() }
                    return Int64(sum)
                }
            ])
    }
}
