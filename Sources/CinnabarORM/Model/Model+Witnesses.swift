public import CinnabarSQL

// What the session asks of objects whose class it does not know. As requirements with inlinable bodies these are
// compiled for each class in its own module: generic code here would look up the metadata of the class's state, and
// the offsets in it, with every call.
extension Model {
    @inlinable
    public func _$withCore(_ body: (inout ModelCore) -> Void) { _$withState { body(&$0.core) } }

    @inlinable
    public func _$value(_ column: Int) -> SQLValue { _$withState { $0.attributes.value(column) } }

    /// All at one moment: a key of several columns that another task is changing is seen whole.
    @inlinable
    public func _$values(_ columns: [Int]) -> [SQLValue] {
        _$withState { state in
            var values: [SQLValue] = []
            values.reserveCapacity(columns.count)
            for column in columns { values.append(state.attributes.value(column)) }
            return values
        }
    }

    /// Takes a value that the database made, unless it was changed meanwhile.
    @inlinable
    public func _$take(_ column: Int, _ value: SQLValue) throws {
        try _$withState { state in
            if !state.core.changed.contains(column) { try state.attributes.set(column, to: value) }
        }
    }

    @inlinable var _$address: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }

    /// Has the map find the object under its key, if it has one.
    @inlinable
    public func _$register(in map: IdentityMap) {
        let table = map.table(Self.self)
        let address = _$address
        _$withState { $0.enter(table, address) }
    }

    @inlinable
    public func _$unregister() {
        let address = _$address
        _$withState { $0.leave(address) }
    }

    /// The objects of the class's table that are alive.
    @inlinable
    public static func _$objects(in table: AnyIdentityTable, removing: Bool) -> [any Model] {
        // The table is that of this class.
        let table = unsafeDowncast(table, to: IdentityTable<PrimaryKey>.self)
        return table.retainAll(removing: removing).map { Unmanaged<Self>.fromOpaque($0).takeRetainedValue() }
    }
}

/// What the body returns.
///
/// The requirement `_$withCore` is not generic, so that it is compiled for each class; and this is generic over the
/// result alone, so that it is compiled for each, where a closure of a method would be generic over the class too.
@inlinable @inline(__always)
package func resultOf<Result>(_ object: any Model, _ body: (inout ModelCore) -> Result) -> Result {
    var result: Result?
    object._$withCore { result = body(&$0) }
    // The body has run: no requirement's implementation leaves it out.
    return result.unsafelyUnwrapped
}
