import Cinnabar
import CinnabarSQLite
import FoundationEssentials

@Model("items")
final class Item {
    @PrimaryKey var id: Int = 0
    var name: String
    var email: String
    var age: Int?
    var active: Bool
    var createdAt: Date

    convenience init(number: Int) {
        self.init(
            id: number, name: "User \(number)", email: "user\(number)@example.com",
            age: number % 5 == 0 ? nil : number % 60, active: number % 2 == 0,
            createdAt: Date(timeIntervalSince1970: Double(1_700_000_000 + number)))
    }
}

/// A database in memory with the first items in it.
func withItems(_ count: Int, _ body: (AsyncEngine) async throws -> Void) async throws {
    let engine = try AsyncEngine("sqlite:///:memory:", drivers: [.sqlite])
    try await engine.createAll(MetaData(Item.self))
    try await AsyncSessionMaker(engine).begin { session in
        for number in 0..<count { session.add(Item(number: number + 1)) }
    }
    try await body(engine)
    await engine.dispose()
}
