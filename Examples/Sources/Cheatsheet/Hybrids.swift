import Cinnabar

@Model("people")
final class Person {
    @PrimaryKey var id: Int?
    @Column(.varchar(50)) var firstName: String
    @Column(.varchar(50)) var lastName: String
}

extension Person {
    /// One body, compiled twice: for the object, and as SQL.
    @Hybrid var fullName: String { firstName + " " + lastName }
    @Hybrid func isCalled(_ name: String) -> Bool { firstName == name || lastName == name }
}

let hybridSchema = MetaData(Person.self)

/// Hybrid properties.
func hybrids(_ engine: AsyncEngine) async throws {
    try await engine.dropAll(hybridSchema)
    try await engine.createAll(hybridSchema)
    let sessions = AsyncSessionMaker(engine)
    try await sessions.begin { session in
        session.addAll([
            Person(firstName: "Alice", lastName: "Smith"), Person(firstName: "Bob", lastName: "Jones"),
        ])
    }
    try await sessions.withSession { session in
        let alice = try await session.scalars(select(Person.self).where(Person.fullName == "Alice Smith")).one()
        try expect("on the object", alice.fullName, "Alice Smith")
        let called = select(Person.fullName).where(Person.isCalled("Jones"))
        try expect("in a query", try await session.scalars(called).all(), ["Bob Jones"])
    }
}
