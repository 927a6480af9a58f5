public import CinnabarORM
public import CinnabarSQL
import Synchronization

extension MockDatabase {
    /// A database that sessions can flush to: each new row gets the next number as its key, updates and deletes find
    /// their row, and queries find nothing but what the test says.
    ///
    /// ```swift
    /// let database = MockDatabase.forSessions(filling: ["created_at": Date.now.sqlValue]) { statement in
    ///     statement.sql.hasPrefix("SELECT") ? .objects([User(id: 1, name: "Alice")]) : nil
    /// }
    /// let sessions = AsyncSessionMaker(try AsyncEngine("mock://", drivers: [database.driver]))
    /// try await UserRepository(sessions).rename(1, to: "Alicia")
    /// XCTAssertTrue(database.statements.contains { $0.hasPrefix("UPDATE") })
    /// ```
    /// - Parameters:
    ///   - values: what the database makes of columns that are not numbers, by their names: `RETURNING` asks for them.
    ///     Columns that are not named here get the number of the row.
    ///   - first: the first row's number.
    ///   - answer: what a statement is answered with; nil for the answer above.
    public static func forSessions(
        filling values: [String: SQLValue] = [:], keysFrom first: Int = 1, dialect: any Dialect = MockDialect(),
        answer: @escaping @Sendable (Received) -> Answer? = { _ in nil }
    ) -> MockDatabase {
        let keys = MockKeys(from: first)
        return MockDatabase(dialect: dialect, keys: keys) { received in
            if let answer = answer(received) { return answer }
            guard let returned = received.returnedColumns else {
                return received.sql.hasPrefix("SELECT") ? .rows([]) : .affected(1)
            }
            let number = keys.next()
            return .table(returned, [returned.map { values[$0] ?? .integer(Int64(number)) }])
        }
    }
}

extension MockDatabase.Answer {
    /// The rows of objects, as a query of their class selects them.
    ///
    /// ```swift
    /// MockDatabase { _ in .objects([User(id: 1, name: "Alice"), User(id: 2, name: "Bob")]) }
    /// ```
    public static func objects<M: Model>(_ objects: [M]) -> Self {
        let columns = M._$mapper.attributes.indices.filter { !M._$mapper.attributes[$0].isDeferred }
        return .table(M._$mapper.selectedNames, objects.map { $0.values(columns) })
    }
}

extension MockDatabase.Received {
    /// The names behind RETURNING.
    fileprivate var returnedColumns: [String]? {
        guard let clause = sql.ranges(of: " RETURNING ").last else { return nil }
        return sql[clause.upperBound...].split(separator: ", ").map { column in
            String(column.split(separator: ".").last ?? column).filter { $0 != "\"" }
        }
    }
}
