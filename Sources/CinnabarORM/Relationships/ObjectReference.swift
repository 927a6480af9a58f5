/// A reference from one object to a related one, strong or weak as their order says.
package enum ObjectReference: Sendable {
    case strong(any Model)
    case weak(WeakObject)

    /// Strong while one of the two is in no session yet: perhaps nobody else holds what is to be stored.
    init(from owner: any Model, to target: any Model) {
        let isKept = owner.isTransient || target.isTransient
        self = isKept ? .strong(target) : ObjectReference(ordered: owner, target)
    }

    init(ordered owner: any Model, _ target: any Model) {
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

extension Model {
    var isTransient: Bool { withCore { $0.status == .transient } }

    /// Makes references as strong as the order says: from now on the session holds what is new.
    func orderReferences() {
        let slots = withCore { $0.slots }
        for (index, slot) in slots.enumerated() where !slot.references.isEmpty {
            let ordered = slot.references.map { reference in
                reference.object.map { ObjectReference(ordered: self, $0) } ?? reference
            }
            withCore { $0.slots[index].replaceReferences(by: ordered) }
        }
    }
}

extension RelationSlot {
    /// Nothing when the relationship was changed meanwhile.
    fileprivate mutating func replaceReferences(by ordered: [ObjectReference]) {
        guard references.count == ordered.count,
            zip(references, ordered).allSatisfy({ $0.object === $1.object })
        else { return }
        switch self {
        case .unloaded(_, let removed): self = .unloaded(added: ordered, removed: removed)
        case .one: self = .one(ordered.first)
        case .many: self = .many(ordered)
        }
    }
}
