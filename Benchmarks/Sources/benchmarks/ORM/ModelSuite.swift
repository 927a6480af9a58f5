// Goal: an attribute of a model costs little more than a field.
// Factors: the object's lock; the copy of a String; the bit that notes a change.
// Parameters: one object that no session knows, 10,000,000 accesses (100,000 quick) from one task.

import Cinnabar
import FoundationEssentials

extension Suite {
    static let model = Suite(ids: ["M1", "M2", "M3", "M4"]) { options, body in
        let times = options.isQuick ? 100_000 : 10_000_000
        try await body([
            access("M1", "read an Int", times, goal: 10) { person in person.age ?? 0 },
            access("M2", "read a String", times, goal: 10) { person in person.name.utf8.count },
            access("M3", "write an Int", times, goal: 20) { person in
                person.age = 7
                return 7
            },
            access("M4", "write a String", times, goal: 20) { person in
                person.name = "Alice"
                return 5
            },
        ])
    }

    private static func access(
        _ id: String, _ title: String, _ times: Int, goal: Double, _ body: @escaping @Sendable (Person) -> Int
    ) -> Benchmark {
        let person = Person(id: 1, name: "Alice", email: "a@example.com", age: 30, active: true, createdAt: Date())
        let contender = Contender(name: "Cinnabar", goal: .nanoseconds(goal)) {
            var sum: Int64 = 0
            for _ in 0..<times { sum &+= Int64(body(person)) }
            return sum
        }
        return Benchmark(
            id: id, title: "Model: \(title)", unit: "access", operations: times, contenders: [contender])
    }
}
