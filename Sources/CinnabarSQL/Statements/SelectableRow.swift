/// A type that is one row of a table: `select(User.self)` returns such values.
///
/// ```swift
/// struct User: SelectableRow {
///     static let tableName = "users"
///     static let id = Column<User, Int>("id", primaryKey: true)
///     static let name = Column<User, String>("name")
///     static let table = Table(User.self, id, name)
///     static let selection = [id.node, name.node]
///
///     let id: Int
///     let name: String
///     init(row: RowReader) throws {
///         id = try row.get(0)
///         name = try row.get(1)
///     }
/// }
/// ```
public protocol SelectableRow: TypedTable, RowDecodable {
    /// The columns, in the order in which `init(row:)` reads them: the same ones each time.
    static var selection: [Node] { get }

    /// Makes the value of a row in the middle of a select list; by default `init(row:)`.
    ///
    /// A requirement, so that an object layer can return the object that it has already.
    static func materialize(_ row: RowReader) throws -> Self
}

extension SelectableRow {
    @inlinable
    public static func materialize(_ row: RowReader) throws -> Self { try Self(row: row) }

    /// The whole row among other items of a select list: `select(User.entity, Fn.count(Post.id))`.
    @inlinable public static var entity: EntitySelection<Self> { EntitySelection() }
}

/// A whole row in a select list.
public struct EntitySelection<Entity: SelectableRow>: Selectable {
    public typealias Output = Entity

    @usableFromInline let alias: TableReference?

    @inlinable
    public init(alias: TableReference? = nil) { self.alias = alias }

    public var selection: [Node] {
        guard let alias else { return Entity.selection }
        return Entity.selection.map { node in
            if case .column(let column) = node { .column(alias, column.name) } else { node }
        }
    }

    public func appendSelection(to list: inout SelectList) {
        list.rows.append(
            RequiredRow(type: Entity.self, alias: alias, position: list.items.count, isOptional: false))
        list.items += selection
    }

    @inlinable
    public static func read(_ row: RowReader, _ index: inout Int) throws -> Entity {
        let value = try Entity.materialize(row.dropping(index))
        index += Entity.selection.count
        return value
    }

    /// The row of the outer side of a join: nil where all its columns are NULL.
    @inlinable public var optional: OptionalEntitySelection<Entity> { OptionalEntitySelection(alias: alias) }
}

/// A whole row that an outer join may leave out.
public struct OptionalEntitySelection<Entity: SelectableRow>: Selectable {
    public typealias Output = Entity?

    @usableFromInline let alias: TableReference?

    @inlinable
    init(alias: TableReference?) { self.alias = alias }

    public var selection: [Node] { EntitySelection<Entity>(alias: alias).selection }

    public func appendSelection(to list: inout SelectList) {
        list.rows.append(
            RequiredRow(type: Entity.self, alias: alias, position: list.items.count, isOptional: true))
        list.items += selection
    }

    @inlinable
    public static func read(_ row: RowReader, _ index: inout Int) throws -> Entity? {
        let start = index
        index += Entity.selection.count
        for column in start..<index where row.cell(column).kind != .null {
            return try Entity.materialize(row.dropping(start))
        }
        return nil
    }
}
