/// A reference from one object to a related one, strong or weak as their order says.
package enum ObjectReference: Sendable {
    case strong(any Model)
    case weak(WeakObject)

    init(from owner: any Model, to target: any Model) {
        self = Order.allowsStrongReference(from: owner, to: target) ? .strong(target) : .weak(WeakObject(target))
    }

    /// Nil when the object is gone.
    var object: (any Model)? {
        switch self {
        case .strong(let object): object
        case .weak(let reference): reference.object
        }
    }
}

package struct WeakObject: Sendable {
    private(set) weak var object: (any Model)?

    init(_ object: any Model) { self.object = object }
}
