import CinnabarSQL

/// Everything that an object is: its attributes and where it stands in its session. Behind the object's lock.
public struct ModelState<Attributes: ModelAttributes>: Sendable {
    public var attributes: Attributes
    @usableFromInline package var core: ModelCore
    /// The attributes as the database has them, kept from the first change on.
    package var original: Original<Attributes>?

    @inlinable
    package init(_ attributes: Attributes) {
        self.attributes = attributes
        core = ModelCore()
    }

    /// Notes a change that is about to be made; true when the session has to be told.
    @inlinable
    package mutating func willChange(_ column: Int) -> Bool {
        let isFirst = core.changed.isEmpty
        core.changed.insert(column)
        guard isFirst, core.link != nil else { return false }
        return keepOriginal()
    }

    @usableFromInline
    mutating func keepOriginal() -> Bool {
        guard core.status == .persistent else { return false }
        if original == nil { original = Original(attributes) }
        return true
    }
}

/// A copy of attributes, apart from the object, because few objects need one.
package final class Original<Attributes: ModelAttributes>: Sendable {
    package let attributes: Attributes

    package init(_ attributes: Attributes) { self.attributes = attributes }
}
