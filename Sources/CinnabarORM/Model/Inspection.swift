public import CinnabarSQL

/// Where an object stands: for debugging, tests and listeners. Reading it touches no database.
///
/// ```swift
/// inspect(user).status                         // .persistent
/// inspect(user).history(of: User.name)         // old: "Alice", new: "Alice Smith"
/// ```
public struct Inspection<M: Model>: Sendable {
    private let object: M

    init(_ object: M) { self.object = object }

    public var status: ObjectStatus { object.withCore { $0.status } }
    /// Whether the next query that meets the object overwrites its attributes.
    public var isExpired: Bool { object.withCore { $0.isExpired } }
    /// Whether something waits for the next flush.
    public var isModified: Bool {
        object.withCore { !$0.changed.isEmpty || $0.extra?.hasChanges == true }
    }
    /// The session; nil when there is none or it is closed.
    public var session: AsyncSession? { object.withCore { $0.link }?.session }
    /// The primary key; nil while the database has not made it.
    public var primaryKey: M.PrimaryKey? { object._$withState { $0.attributes.primaryKey } }
    /// The names of the attributes that have changed since the last flush.
    public var changedAttributes: [String] {
        let changed = object.withCore { $0.changed.members }
        return changed.map { M._$mapper.attributes[$0].name }
    }

    /// What an attribute was before its first change since the last flush, and what it is.
    ///
    /// - Throws: `RowDecodingError` when the column is not of this class.
    public func history<Value: ColumnValue>(of column: Column<M, Value>) throws -> AttributeHistory<Value> {
        guard let place = M._$mapper.attributes.firstIndex(where: { $0.column.name == column.name }) else {
            throw RowDecodingError(
                .noColumn, column: column.name, index: -1, wanted: "\(Value.self)", found: M._$mapper.name)
        }
        let (old, new, isChanged) = object._$withState { state in
            let new = state.attributes.value(place)
            let isChanged = state.core.changed.contains(place)
            return (isChanged ? state.original?.attributes.value(place) : new, new, isChanged)
        }
        return AttributeHistory(
            old: try old.flatMap { try Self.value($0) }, new: try Self.value(new), isChanged: isChanged && old != new)
    }

    private static func value<Value: ColumnValue>(_ value: SQLValue) throws -> Value? {
        try value == .null ? nil : value.decode(as: Value.self)
    }
}

/// The two ends of a change.
public struct AttributeHistory<Value: Sendable>: Sendable {
    /// What the database has; nil for NULL and for objects that are not stored.
    public let old: Value?
    /// What the object has; nil for NULL.
    public let new: Value?
    public let isChanged: Bool
}

extension AttributeHistory: Equatable where Value: Equatable {}

/// Tells where an object stands: see `Inspection`.
public func inspect<M: Model>(_ object: M) -> Inspection<M> { Inspection(object) }
