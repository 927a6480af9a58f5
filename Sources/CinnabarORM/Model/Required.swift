/// The value, for a plain row whose columns are never NULL.
///
/// - Throws: `NotLoadedError` while the database has not made it: flush first.
public func _$required<Value>(_ value: Value?, _ name: String) throws -> Value {
    guard let value else {
        throw NotLoadedError(
            .missing, name, "\(name) has no value yet: the database makes it, so flush the object first")
    }
    return value
}
