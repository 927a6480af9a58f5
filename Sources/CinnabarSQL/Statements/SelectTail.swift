/// The clauses of a SELECT behind its conditions, and other rare ones.
struct SelectClauses: Sendable {
    /// Behind the first.
    var conditions: [Node] = []
    var distinct: SelectNode.Distinct?
    var from: [Source] = []
    var joins: [Join] = []
    var groupBy: [Node] = []
    var having: [Node] = []
    var orderBy: [OrderTerm] = []
    var limit: Node?
    var offset: Node?
    var lock: RowLock?
    var options: [any SelectOption] = []
}

/// Shared by the copies of a statement until one of them is changed.
// Unchecked: only ever changed by who holds the one reference to it.
final class SelectTail: @unchecked Sendable {
    var clauses: SelectClauses

    init(_ clauses: SelectClauses) { self.clauses = clauses }
}

extension SelectNode {
    /// Joined by AND.
    public var conditions: [Node] {
        get {
            guard let condition else { return [] }
            return [condition] + (tail?.clauses.conditions ?? [])
        }
        set {
            condition = newValue.first
            if newValue.count > 1 || tail != nil { ownTail().clauses.conditions = Array(newValue.dropFirst()) }
        }
    }

    @usableFromInline
    mutating func addFurther(_ condition: Node) { ownTail().clauses.conditions.append(condition) }

    public var distinct: SelectNode.Distinct? {
        get { tail?.clauses.distinct }
        _modify { yield &ownTail().clauses.distinct }
    }
    /// Empty: the tables of the select list.
    public var from: [Source] {
        get { tail?.clauses.from ?? [] }
        _modify { yield &ownTail().clauses.from }
    }
    public var joins: [Join] {
        get { tail?.clauses.joins ?? [] }
        _modify { yield &ownTail().clauses.joins }
    }
    public var groupBy: [Node] {
        get { tail?.clauses.groupBy ?? [] }
        _modify { yield &ownTail().clauses.groupBy }
    }
    public var having: [Node] {
        get { tail?.clauses.having ?? [] }
        _modify { yield &ownTail().clauses.having }
    }
    public var orderBy: [OrderTerm] {
        get { tail?.clauses.orderBy ?? [] }
        _modify { yield &ownTail().clauses.orderBy }
    }
    public var limit: Node? {
        get { tail?.clauses.limit }
        _modify { yield &ownTail().clauses.limit }
    }
    public var offset: Node? {
        get { tail?.clauses.offset }
        _modify { yield &ownTail().clauses.offset }
    }
    public var lock: RowLock? {
        get { tail?.clauses.lock }
        _modify { yield &ownTail().clauses.lock }
    }

    /// What an object layer adds to the query; Core only carries it.
    public var options: [any SelectOption] {
        get { tail?.clauses.options ?? [] }
        _modify { yield &ownTail().clauses.options }
    }

    /// The tail, made or copied where it is not this value's alone.
    private mutating func ownTail() -> SelectTail {
        if isKnownUniquelyReferenced(&tail), let tail { return tail }
        let own = SelectTail(tail?.clauses ?? SelectClauses())
        tail = own
        return own
    }
}
