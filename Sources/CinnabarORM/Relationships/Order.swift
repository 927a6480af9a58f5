import Synchronization

/// Decides which of two related objects keeps the other alive.
///
/// Swift has no collector, and two sides that hold each other would never be freed. Each object that takes part in a
/// relationship gets a number, once and for ever; a reference is strong only towards the higher number, so no chain
/// of strong references can lead back to its start, whatever the graph.
///
/// The number's upper part is a level: what is loaded or attached from an object stands one level above it. Objects
/// that were loaded as roots share a level below all that hangs on them.
@usableFromInline
package struct Order: Sendable, Hashable, Comparable {
    @usableFromInline let number: Int64

    @inlinable
    init(number: Int64) { self.number = number }

    @inlinable static var none: Order { Order(number: 0) }
    private static let levelShift: Int64 = 40
    private static let levels: ClosedRange<Int64> = -0x7F_FFFF...0x7F_FFFF
    private static let next = Atomic<Int64>(1)

    /// A new number above this one.
    func above(by levels: Int64 = 1) -> Order { Order.number(level: level + levels) }

    private static func number(level: Int64) -> Order {
        let level = min(max(level, levels.lowerBound), levels.upperBound)
        let sequence = next.wrappingAdd(1, ordering: .relaxed).oldValue & 0xFF_FFFF_FFFF
        return Order(number: level << levelShift | max(sequence, 1))
    }

    private var level: Int64 { number >> Self.levelShift }

    @usableFromInline
    package static func < (left: Order, right: Order) -> Bool { left.number < right.number }

    /// Whether `owner` may hold `target`; gives both a number if they have none.
    static func allowsStrongReference(from owner: any Model, to target: any Model) -> Bool {
        var (from, to) = (owner.withCore { $0.order }, target.withCore { $0.order })
        if from == .none {
            from = owner.assign(to == .none ? number(level: 0) : number(level: to.level - 1))
        }
        if to == .none { to = target.assign(number(level: from.level + 1)) }
        return from < to
    }
}

extension Model {
    /// The first number stays, whoever else wants to give one at the same time.
    fileprivate func assign(_ order: Order) -> Order {
        withCore { core in
            if core.order == .none { core.order = order }
            return core.order
        }
    }
}
