/// One statement that changes rows.
enum ChangeNode: Sendable {
    case insert(InsertNode)
    case update(UpdateNode)
    case delete(DeleteNode)
}

/// An insert, update or delete that returns rows.
public struct ReturningStatement<each Item: Sendable>: Statement {
    public typealias Output = (repeat each Item)

    let change: ChangeNode
    public let decoder: RowDecoder<(repeat each Item)>
    public var returnsRows: Bool { true }

    init(_ change: ChangeNode, _ decoder: RowDecoder<(repeat each Item)>) {
        self.change = change
        self.decoder = decoder
    }

    public func write(to writer: inout SQLWriter) throws { try writer.write(change: change) }
}

/// Reads each row into a tuple of the items' values.
@inlinable
public func tupleDecoder<each Item: Selectable>(_ items: repeat each Item) -> RowDecoder<(repeat (each Item).Output)> {
    RowDecoder { cursor, rows in
        let row = cursor.row
        while try cursor.next() {
            var index = 0
            rows.append((repeat try (each Item).read(row, &index)))
        }
    }
}

extension Insert {
    /// Adds what the inserted rows return, in no promised order: match them by a key.
    public func returning<each Item: Selectable>(_ items: repeat each Item)
        -> ReturningStatement<repeat (each Item).Output>
    { returningAll(repeat each items) }

    func returningAll<each Item: Selectable>(_ items: repeat each Item)
        -> ReturningStatement<repeat (each Item).Output>
    {
        var copy = node
        copy.returning += SelectList(repeat each items).items
        return ReturningStatement(.insert(copy), tupleDecoder(repeat each items))
    }

    /// Returns whole rows.
    public func returning<Entity: SelectableRow>(_ entity: Entity.Type) -> ReturningStatement<Entity> {
        returning(Entity.entity)
    }
}
