public import CinnabarSQL

/// What rows are read into: the session's objects. The decoders find it in their cursor.
///
/// Unchecked: a statement's decoder is the only one who changes it, on one thread at a time.
public final class LoadContext: @unchecked Sendable {
    @usableFromInline package let link: SessionLink
    /// Whether objects that are there already get the row's values.
    @usableFromInline let populatesExisting: Bool
    /// Relationships in the select list: read in this order, row after row.
    package var selectedRelationships: [SelectedRelationship] = []
    private var nextSelected = 0

    package init(_ link: SessionLink, populatesExisting: Bool = false) {
        self.link = link
        self.populatesExisting = populatesExisting
    }

    /// The object of a row: the one that the session has, or a new one.
    @inlinable
    func object<M: Model>(_ model: M.Type, _ row: RowReader, _ table: IdentityTable<M.PrimaryKey>) throws
        -> M
    {
        let key = try M._$Attributes.primaryKey(row)
        if let known = table.object(key, as: model) {
            if populatesExisting || known.isStale { try populate(known, row) }
            return known
        }
        let state = ModelState(try M._$Attributes(row), from: link, at: IdentityPlace(table, key))
        return table.enter(new: M(_$state: state), key)
    }

    @usableFromInline
    func object<M: Model>(_ model: M.Type, _ row: RowReader) throws -> M {
        try object(model, row, link.identities.table(model))
    }

    /// Gives an object the row's values; what was changed and not flushed is lost.
    @usableFromInline
    func populate<M: Model>(_ object: M, _ row: RowReader) throws {
        let attributes = try M._$Attributes(row)
        object._$withState { state in
            state.attributes = attributes
            state.original = nil
            state.core.refreshed()
        }
    }

    /// The next relationship of the select list.
    package func takeSelected() -> SelectedRelationship? {
        guard !selectedRelationships.isEmpty else { return nil }
        defer { nextSelected = (nextSelected + 1) % selectedRelationships.count }
        return selectedRelationships[nextSelected]
    }
}

extension ModelCore {
    @usableFromInline
    mutating func refreshed() {
        changed = ChangeSet()
        extra = nil
        slots = []
        isExpired = false
        isMadeHere = false
    }
}

extension Model {
    @inlinable var isStale: Bool { withCore { $0.isExpired } }

    @inlinable
    public static func decodeAll(_ cursor: RowCursor, into rows: inout [Self]) throws {
        guard let context = cursor.context as? LoadContext else {
            while try cursor.next() { rows.append(try Self(row: cursor.row)) }
            return
        }
        let table = context.link.identities.table(Self.self)
        while try cursor.next() { rows.append(try context.object(Self.self, cursor.row, table)) }
    }

    /// The object of a row in the middle of a select list.
    public static func materialize(_ row: RowReader) throws -> Self {
        guard let context = row.context as? LoadContext else { return try Self(row: row) }
        return try context.object(Self.self, row)
    }
}
