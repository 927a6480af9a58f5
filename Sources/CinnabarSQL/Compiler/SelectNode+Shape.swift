extension SelectNode {
    /// Columns of tables, conditions between a column and a value, order and page: what most statements are made of.
    func describe(to shape: inout StatementShape) -> Bool {
        guard describeItems(to: &shape) else { return false }
        if let condition, !condition.describe(to: &shape) { return false }
        guard let tail else { return true }
        return tail.clauses.describe(to: &shape)
    }

    private func describeItems(to shape: inout StatementShape) -> Bool {
        switch selection {
        case .rows(let type):
            return shape.append(Mark.entity) && shape.append(UInt(bitPattern: ObjectIdentifier(type)))
        case .items(let items, _):
            guard !items.isEmpty, shape.append(Mark.items + UInt(items.count)) else { return false }
            for item in items {
                guard case .column(let column) = item, shape.append(column) else { return false }
            }
            return true
        }
    }
}

/// Marks what the next words are; small numbers, which are no addresses.
private enum Mark {
    static let entity: UInt = 1
    static let comparison: UInt = 2
    static let isNull: UInt = 3
    static let isNotNull: UInt = 4
    static let order: UInt = 5
    static let limit: UInt = 6
    static let offset: UInt = 7
    static let and: UInt = 256
    static let or: UInt = 512
    static let items: UInt = 1024
}

extension SelectClauses {
    fileprivate func describe(to shape: inout StatementShape) -> Bool {
        guard distinct == nil, from.isEmpty, joins.isEmpty, groupBy.isEmpty, having.isEmpty, lock == nil else {
            return false
        }
        for condition in conditions where !condition.describe(to: &shape) { return false }
        for term in orderBy {
            guard case .column(let column) = term.node, shape.append(Mark.order), shape.append(column),
                shape.append(term.code)
            else { return false }
        }
        return describe(limit, Mark.limit, to: &shape) && describe(offset, Mark.offset, to: &shape)
    }

    private func describe(_ bound: Node?, _ mark: UInt, to shape: inout StatementShape) -> Bool {
        guard let bound else { return true }
        // A negative one is an error, which writing it finds.
        guard case .bind(.integer(let count), .value) = bound, count >= 0 else { return false }
        return shape.append(mark) && shape.append(.integer(count))
    }
}

extension OrderTerm {
    fileprivate var code: UInt {
        let nulls: UInt =
            switch self.nulls {
            case nil: 0
            case .first: 1
            case .last: 2
            }
        return nulls << 1 | (isDescending ? 1 : 0)
    }
}

extension Node {
    fileprivate func describe(to shape: inout StatementShape) -> Bool {
        switch self {
        case .compare(let operation, .column(let column), let value):
            guard let code = operation.code else { return false }
            return shape.append(Mark.comparison) && shape.append(code) && shape.append(column) && shape.append(value)
        case .isNull(.column(let column), let negated):
            return shape.append(negated ? Mark.isNotNull : Mark.isNull) && shape.append(column)
        case .and(let nodes): return Self.describe(nodes, Mark.and, to: &shape)
        case .or(let nodes): return Self.describe(nodes, Mark.or, to: &shape)
        default: return false
        }
    }

    private static func describe(_ nodes: [Node], _ mark: UInt, to shape: inout StatementShape) -> Bool {
        guard nodes.count < 256, shape.append(mark + UInt(nodes.count)) else { return false }
        for node in nodes where !node.describe(to: &shape) { return false }
        return true
    }
}

extension BinaryOperator {
    fileprivate var code: UInt? {
        switch self {
        case .equal: 0
        case .notEqual: 1
        case .less: 2
        case .lessOrEqual: 3
        case .greater: 4
        case .greaterOrEqual: 5
        default: nil
        }
    }
}
