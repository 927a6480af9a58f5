/// Whether objects keep the owner of a new link alive, over however many new objects.
///
/// A strong reference goes to a higher order, so what stands above the owner is not looked at; what was looked at is
/// known for the next question. A search that gets long leaves out what long searches have looked at too often: that
/// counts as leading back, and a link that is cut is never a leak.
struct RingSearch {
    private let owner: any Model
    private let order: Order
    private var known: [ObjectIdentifier: Bool] = [:]
    /// How many references are looked at before the objects' own counts matter: a constant for each link that is made.
    private var free = 200

    /// An object on the way, and those that it keeps and that are still to be looked at.
    private struct Stop {
        let object: any Model
        var next: [any Model]
    }

    init(for owner: any Model) {
        self.owner = owner
        order = owner.withCore { $0.order }
    }

    mutating func leadsBack(_ object: any Model) -> Bool {
        if object === owner { return true }
        if let answer = known[ObjectIdentifier(object)] { return answer }
        guard var way = stop(object).map({ [$0] }) else { return true }
        while !way.isEmpty {
            guard let next = way[way.count - 1].next.popLast() else {
                known[ObjectIdentifier(way.removeLast().object)] = false
                continue
            }
            let answer = next === owner ? true : known[ObjectIdentifier(next)]
            if answer == false { continue }
            guard answer == nil, let stop = stop(next) else {
                for stop in way { known[ObjectIdentifier(stop.object)] = true }
                return true
            }
            way.append(stop)
        }
        return false
    }

    /// Nil where the object was searched too often.
    private mutating func stop(_ object: any Model) -> Stop? {
        let (own, slots) = object.withCore { ($0.order, $0.slots) }
        guard own < order else { return Stop(object: object, next: []) }
        if free <= 0, object.withCore({ $0.searches.next() }) == nil {
            known[ObjectIdentifier(object)] = true
            return nil
        }
        free -= slots.reduce(1) { $0 + $1.references.count }
        return Stop(object: object, next: object.unattended.map(\.object))
    }
}
