import CinnabarSQL

/// Everything that an object is: its attributes and where it stands in its session. Behind the object's lock.
///
/// Lies in the object itself, made by `@Model`; not for direct use.
public struct ModelState<Attributes: ModelAttributes>: ~Copyable, Sendable {
    public var attributes: Attributes
    @usableFromInline package var core: ModelCore
    /// The attributes as the database has them, kept from the first change on.
    @usableFromInline package var original: Original<Attributes>?
    /// Where the session finds the object; nil while none does.
    @usableFromInline package var place: IdentityPlace<Attributes.PrimaryKey>?

    @inlinable
    public init(_ attributes: Attributes) {
        self.attributes = attributes
        core = ModelCore()
    }

    /// Of an object that a session has loaded.
    @inlinable
    init(_ attributes: Attributes, from link: SessionLink, at place: IdentityPlace<Attributes.PrimaryKey>) {
        self.attributes = attributes
        core = ModelCore(loadedBy: link)
        self.place = place
    }

    @inlinable
    deinit {
        // The session finds the object by a bare pointer: see `IdentityTable`.
        if let place { place.table.removeDead(place.key) }
    }

    /// Changes a part of the attributes; true when `Model._$announce` must follow.
    @inlinable
    public mutating func write(_ column: Int, _ body: (inout Attributes) -> Void) -> Bool {
        let mustAnnounce = willChange(column)
        body(&attributes)
        return mustAnnounce
    }

    /// Notes a change that is about to be made; true when the session has to be told.
    @inlinable
    package mutating func willChange(_ column: Int) -> Bool {
        let isFirst = core.changed.isEmpty
        core.changed.insert(column)
        guard isFirst, core.link != nil else { return false }
        return keepOriginal()
    }

    @inlinable
    mutating func keepOriginal() -> Bool {
        guard core.status == .persistent else { return false }
        if original == nil { original = Original(attributes) }
        return true
    }

    /// Has the session find the object under its key.
    ///
    /// - Parameter object: the address of the object whose state this is.
    @inlinable
    package mutating func enter(_ table: IdentityTable<Attributes.PrimaryKey>, _ object: UnsafeRawPointer) {
        guard let key = attributes.primaryKey else { return }
        if let place {
            if place.table === table, place.key == key { return table.put(object, key) }
            place.table.remove(object, place.key)
        }
        place = IdentityPlace(table, key)
        table.put(object, key)
    }

    /// Has no session find it any more.
    @inlinable
    package mutating func leave(_ object: UnsafeRawPointer) {
        guard let place else { return }
        self.place = nil
        place.table.remove(object, place.key)
    }
}

/// A copy of attributes, apart from the object, because few objects need one.
@usableFromInline
package final class Original<Attributes: ModelAttributes>: Sendable {
    @usableFromInline package let attributes: Attributes

    @inlinable
    package init(_ attributes: Attributes) { self.attributes = attributes }
}
