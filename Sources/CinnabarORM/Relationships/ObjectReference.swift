/// A reference from one object to a related one, strong or weak as their order says.
@usableFromInline
package enum ObjectReference: Sendable {
    case strong(any Model)
    case weak(WeakObject)

    /// - Parameter keeps: whether a new object is from now on kept alive by this one, because it was put into it; the
    ///   way back from it never does.
    /// - Parameter isMember: whether it was put into a collection.
    init(from owner: any Model, to target: any Model, keeps: Bool = false, isMember: Bool = false) {
        if keeps, target.isUnattended, !Order.allowsStrongReference(from: owner, to: target) {
            Order.raise(target, above: owner, isMember: isMember)
        }
        self = Order.allowsStrongReference(from: owner, to: target) ? .strong(target) : .weak(WeakObject(target))
    }

    /// For what waits to be written: held while a session holds the owner, which ends with the flush.
    init(pendingFrom owner: any Model, to target: any Model) {
        self = owner.openLink == nil ? ObjectReference(from: owner, to: target) : .strong(target)
    }

    /// Nil when the object is gone.
    var object: (any Model)? {
        switch self {
        case .strong(let object): object
        case .weak(let reference): reference.object
        }
    }

    var isStrong: Bool {
        if case .strong = self { true } else { false }
    }
}

/// A class, so that references to one object share it: copies of weak references themselves are slow.
@usableFromInline
package final class WeakObject: Sendable {
    private let reference: Reference

    private struct Reference: Sendable {
        weak var object: (any Model)?
    }

    init(_ object: any Model) { reference = Reference(object: object) }

    var object: (any Model)? { reference.object }
}
