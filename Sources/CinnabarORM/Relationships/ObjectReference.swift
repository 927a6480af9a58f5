/// A reference from one object to a related one, strong or weak as their order says.
package enum ObjectReference: Sendable {
    case strong(any Model)
    case weak(WeakObject)

    /// A new object that is put into a relationship is kept alive by the object that it is put into.
    init(from owner: any Model, to target: any Model) {
        if target.isUnattended, !Order.allowsStrongReference(from: owner, to: target) {
            Order.raise(target, above: owner)
        }
        self.init(ordered: owner, target)
    }

    init(ordered owner: any Model, _ target: any Model) {
        self = Order.allowsStrongReference(from: owner, to: target) ? .strong(target) : .weak(WeakObject(target))
    }

    /// For what waits to be written: held while a session holds the owner, which ends with the flush.
    init(pendingFrom owner: any Model, to target: any Model) {
        self = owner.openLink == nil ? ObjectReference(ordered: owner, target) : .strong(target)
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

package struct WeakObject: Sendable {
    private(set) weak var object: (any Model)?

    init(_ object: any Model) { self.object = object }
}
