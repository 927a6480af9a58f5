public import CinnabarSQL

/// A relationship in a select list: `select(User.entity, User.posts)`.
package struct SelectedRelationship: SelectOption {
    /// Where the owner's key stands in the select list.
    let position: Int
    let relationship: @Sendable () throws -> Relationship
    let owner: any Model.Type
    /// Reads the owner from its key columns; nil where an outer join left it out.
    let read: @Sendable (RowReader, LoadContext) throws -> (any Model)?
}

extension RelationshipPath {
    fileprivate func append(to list: inout SelectList) {
        let mapper = Owner._$mapper
        let path = self
        list.options.append(
            SelectedRelationship(
                position: list.items.count, relationship: { try path.resolved() }, owner: Owner.self,
                read: { row, context in try Owner.known(row, context) }))
        list.items += mapper.keyColumns.map { mapper.nodes[$0] }
    }

    /// The owner of this place of the current row, whose relationship has been loaded before the rows are read.
    fileprivate static func owner(_ row: RowReader, _ index: inout Int) throws -> (Owner, Int)? {
        guard let context = row.context as? LoadContext, let selected = context.takeSelected() else {
            throw DatabaseError(
                .misuse, "a relationship of \(Owner._$mapper.name) is in the select list: only a session can load it")
        }
        let key = row.dropping(index)
        index += Owner._$mapper.keyColumns.count
        guard let owner = try Owner.known(key, context) else { return nil }
        return (owner, try selected.relationship().index)
    }
}

extension Model {
    /// The object with the key that the row begins with.
    fileprivate static func known(_ row: RowReader, _ context: LoadContext) throws -> Self? {
        let mapper = _$mapper
        for place in 0..<mapper.keyColumns.count where row.cell(place).kind == .null { return nil }
        let values = try mapper.keyColumns.indices.map { try row.get($0, as: SQLValue.self) }
        return try context.link.identities.object(self, key(values))
    }
}

extension ManyRelationship: Selectable {
    public typealias Output = [Target]

    public var selection: [Node] { Owner._$mapper.keyColumns.map { Owner._$mapper.nodes[$0] } }
    public func appendSelection(to list: inout SelectList) { append(to: &list) }

    public static func read(_ row: RowReader, _ index: inout Int) throws -> [Target] {
        guard let (owner, relationship) = try owner(row, &index) else { return [] }
        return try Many<Target>(owner, relationship).loaded
    }
}

extension OneRelationship: Selectable {
    public typealias Output = Value

    public var selection: [Node] { Owner._$mapper.keyColumns.map { Owner._$mapper.nodes[$0] } }
    public func appendSelection(to list: inout SelectList) { append(to: &list) }

    public static func read(_ row: RowReader, _ index: inout Int) throws -> Value {
        guard let (owner, relationship) = try owner(row, &index) else {
            guard let nothing = Value._$wrap(nil) else {
                throw DatabaseError(
                    .misuse,
                    "\(Owner._$mapper.name) is on the outer side of a join and the row has none: select it "
                        + "with .optional, without its relationship")
            }
            return nothing
        }
        return try One<Value>(owner, relationship).loaded
    }
}
