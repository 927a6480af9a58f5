import CinnabarEngine
import CinnabarSQL
import FoundationEssentials

/// The table that remembers which revisions a database has.
struct VersionTable: Sendable {
    let name: TableName

    var definition: Table {
        Table(
            name.name, schema: name.schema,
            columns: [
                ColumnDefinition(name: "id", type: .text, isPrimaryKey: true),
                ColumnDefinition(name: "parents", type: .text), ColumnDefinition(name: "message", type: .text),
                ColumnDefinition(name: "checksum", type: .text),
                ColumnDefinition(name: "applied_at", type: .timestamp, serverDefault: .now),
                ColumnDefinition(name: "milliseconds", type: .bigint),
                ColumnDefinition(name: "state", type: .text), ColumnDefinition(name: "direction", type: .text),
                ColumnDefinition(name: "step", type: .bigint),
                ColumnDefinition(name: "problem", type: .text, isNullable: true),
            ])
    }

    var create: CreateTable { CreateTable(definition, ifNotExists: true) }

    private var fragment: SQLFragment {
        guard let schema = name.schema else { return "\(identifier: name.name)" }
        return "\(identifier: schema).\(identifier: name.name)"
    }

    /// Other migrators wait for the transaction's end; who only reads does not.
    var lock: TextStatement<Row> { sql("LOCK TABLE \(fragment) IN SHARE ROW EXCLUSIVE MODE") }

    func insert(
        _ revision: Revision, state: AppliedRevision.State, direction: MigrationDirection, step: Int,
        milliseconds: Int
    ) -> TextStatement<Row> {
        sql(
            """
            INSERT INTO \(fragment) (id, parents, message, checksum, milliseconds, state, direction, step) VALUES \
            (\(revision.id), \(revision.parents.joined(separator: " ")), \(revision.message), \
            \(revision.checksum), \(milliseconds), \(state.rawValue), \(direction.rawValue), \(step))
            """)
    }

    /// - Parameter expected: the step that the revision must still be at; any if nil. Where nothing but each transaction
    ///   keeps others out (SQLite), another process may have gone on meanwhile, and must not be set back.
    func update(
        _ id: String, state: AppliedRevision.State, direction: MigrationDirection, step: Int, milliseconds: Int,
        ifAt expected: Int? = nil
    ) -> TextStatement<Row> {
        let condition: SQLFragment = expected.map { " AND step = \($0) AND state <> 'applied'" } ?? ""
        return sql(
            """
            UPDATE \(fragment) SET state = \(state.rawValue), direction = \(direction.rawValue), step = \(step), \
            milliseconds = milliseconds + \(milliseconds), problem = NULL WHERE id = \(id)\(condition)
            """)
    }

    /// Notes why a revision stopped that has done a part of its work.
    func markDirty(_ id: String, _ problem: String) -> TextStatement<Row> {
        let (dirty, running) = (AppliedRevision.State.dirty.rawValue, AppliedRevision.State.running.rawValue)
        return sql(
            "UPDATE \(fragment) SET state = \(dirty), problem = \(problem) WHERE id = \(id) AND state = \(running)")
    }

    /// Takes a revision as it stands in the program.
    func accept(_ revision: Revision) -> TextStatement<Row> {
        sql(
            """
            UPDATE \(fragment) SET parents = \(revision.parents.joined(separator: " ")), \
            checksum = \(revision.checksum), message = \(revision.message) WHERE id = \(revision.id)
            """)
    }

    func delete(_ id: String) -> TextStatement<Row> { sql("DELETE FROM \(fragment) WHERE id = \(id)") }

    /// Makes the table where there is none. The caller holds the migration's lock.
    func ensure(_ engine: AsyncEngine) async throws {
        // Asked first: who may not create tables may still run revisions that create none.
        do { try await engine.execute(sql("SELECT 1 FROM \(fragment) WHERE 1 = 0")) } catch let error as DatabaseError
            where error.kind == .undefinedTable
        { try await engine.execute(create) }
    }

    private var select: TextStatement<Row> {
        sql(
            """
            SELECT id, parents, message, checksum, applied_at, milliseconds, state, direction, step, problem \
            FROM \(fragment) ORDER BY applied_at, id
            """)
    }

    /// What the database has; nothing where there is no table yet. One query, not to be used in a transaction that
    /// goes on: there a missing table is an error that ends it.
    func read(_ engine: AsyncEngine) async throws -> [AppliedRevision] {
        do { return try await engine.execute(select).map(Self.decode) } catch let error as DatabaseError
            where error.kind == .undefinedTable
        { return [] }
    }

    func read(_ connection: AsyncConnection) async throws -> [AppliedRevision] {
        try await connection.execute(select).map(Self.decode)
    }

    private static func decode(_ row: Row) throws -> AppliedRevision {
        let id: String = try row.get("id")
        let names = (state: try row.get("state", as: String.self), way: try row.get("direction", as: String.self))
        guard let state = AppliedRevision.State(rawValue: names.state),
            let direction = MigrationDirection(rawValue: names.way)
        else {
            throw MigrationError(
                .interrupted, "revision \(id) is in the state \"\(names.state)\", which this version does not know",
                nextStep: "run a build with a newer version of the library", revision: id)
        }
        let parents: String = try row.get("parents")
        return AppliedRevision(
            id: id, parents: parents.split(separator: " ").map(String.init), message: try row.get("message"),
            checksum: try row.get("checksum"), appliedAt: try row.get("applied_at"),
            time: .milliseconds(try row.get("milliseconds", as: Int.self)), state: state, direction: direction,
            step: try row.get("step"), problem: try row.get("problem", as: String?.self))
    }
}
