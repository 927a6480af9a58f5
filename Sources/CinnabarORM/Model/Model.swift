public import CinnabarSQL

/// A class whose objects are rows of a table. Conform with `@Model`, never by hand.
///
/// ```swift
/// @Model("users")
/// final class User {
///     @PrimaryKey var id: Int?
///     var name: String
/// }
/// ```
/// Objects are `Sendable`: their attributes lie behind a lock, so that any task may read and change them. What
/// belongs together (a unit of work) still wants one task at a time: see `AsyncSession`.
///
/// The requirements whose names begin with `_$` are the macro's: they may change in any version.
public protocol Model: AnyObject, SelectableRow, Hashable, RelationTarget where Target == Self {
    /// The stored attributes, as one value.
    associatedtype _$Attributes: ModelAttributes
    /// The primary key: the column's own type, or a struct of the columns of a composite key.
    associatedtype PrimaryKey = _$Attributes.PrimaryKey where PrimaryKey == _$Attributes.PrimaryKey

    /// What the mapping says of the class.
    static var _$mapper: Mapper { get }

    init(_$state: consuming ModelState<_$Attributes>)

    /// Runs the body while nothing else touches the object. The body must not touch another object.
    func _$withState<Result>(_ body: (inout ModelState<_$Attributes>) throws -> Result) rethrows -> Result

    // Compiled in the class's own module, for the session, which does not know the class: see `Model+Witnesses`.
    func _$withCore(_ body: (inout ModelCore) -> Void)
    func _$value(_ column: Int) -> SQLValue
    func _$values(_ columns: [Int]) -> [SQLValue]
    func _$take(_ column: Int, _ value: SQLValue) throws
    func _$register(in map: IdentityMap)
    func _$unregister()
    static func _$objects(in table: AnyIdentityTable, removing: Bool) -> [any Model]
    static func _$take(_ batch: inout FlushBatch)
    static func _$remember(_ batch: SettledBatch)
    static func _$settle(_ batch: SettledBatch)
}

/// The attributes of a model: what `@Model` keeps in one struct.
public protocol ModelAttributes: Sendable {
    associatedtype PrimaryKey: Hashable & Sendable

    /// Reads every column that is loaded by default, by position.
    init(_ row: RowReader) throws

    /// Reads the primary key alone.
    static func primaryKey(_ row: RowReader) throws -> PrimaryKey

    /// Nil while the database has not made it.
    var primaryKey: PrimaryKey? { get }

    /// The key's values, in the order of the key's columns.
    static func values(of key: PrimaryKey) -> [SQLValue]

    /// The value of a column, by its position in the mapping.
    func value(_ column: Int) -> SQLValue

    /// Sets a column to a value that came from the database.
    mutating func set(_ column: Int, to value: SQLValue) throws
}

extension Model {
    public static func == (left: Self, right: Self) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    public static var table: Table { _$mapper.table }
    public static var selection: [Node] { _$mapper.selection }
    public static var relatedTables: [any TypedTable.Type] { _$mapper.relatedTables }

    public init(row: RowReader) throws { self.init(_$state: ModelState(try _$Attributes(row))) }
}

// What the session does with objects whose type it does not know.
extension Model {
    @inlinable @inline(__always)
    package func withCore<Result>(_ body: (inout ModelCore) -> Result) -> Result {
        resultOf(self, body)
    }

    package func value(_ column: Int) -> SQLValue { _$value(column) }

    package func values(_ columns: [Int]) -> [SQLValue] { _$values(columns) }

    /// The primary key's values; nil where one of them is not there yet.
    package var keyValues: [SQLValue]? {
        _$withState { $0.attributes.primaryKey }.map { _$Attributes.values(of: $0) }
    }
}

// What the macro's accessors call.
extension Model {
    /// Tells the session of an object's first change since the last flush.
    public func _$announce() {
        withCore { $0.link }?.announce(self)
    }

    /// Runs an attribute's observer, unless it runs already: an observer that sets its own attribute is not called
    /// again, as with Swift's own.
    public func _$observe(_ column: Int, _ body: () -> Void) {
        let isFirst = withCore { core in
            core.withExtra { extra in
                defer { extra.observing.insert(column) }
                return !extra.observing.contains(column)
            }
        }
        guard isFirst else { return }
        body()
        withCore { core in core.withExtra { $0.observing.remove(column) } }
    }

    /// Fills a to-many relationship of a new object.
    public func _$fill<Target: Model>(_ index: Int, _ objects: [Target]) {
        for object in objects { Linking.add(object, to: self, index) }
    }

    /// Fills a to-one relationship of a new object.
    public func _$fill<Target: Model>(_ index: Int, _ object: Target?) {
        if let object { Linking.set(object, on: self, index) }
    }
}
