import CinnabarSQL

/// What operations must have in common to be rows of one step.
struct Signature: Hashable {
    let kind: FlushStep.Kind
    let table: Int
    /// The columns that the rows give.
    let columns: [Int]
    /// Those of them that are given as expressions.
    let expressions: [Int]
    /// Whether the row's version is checked.
    let checksVersion: Bool
    /// Whether the version is counted up by the database, because it was not loaded.
    let countsVersion: Bool
}

/// The signatures of a flush, each with a number.
struct Signatures {
    private(set) var all: [Signature] = []
    private var numbers: [Signature: Int] = [:]
    /// The last one of each kind and table: most rows are like the one before.
    private var last: [Int]

    init(tables: Int) { last = Array(repeating: -1, count: tables * 5) }

    mutating func number(of signature: Signature) -> Int {
        let place = Self.place(signature.kind, signature.table)
        if let known = numbers[signature] {
            last[place] = known
            return known
        }
        all.append(signature)
        numbers[signature] = all.count - 1
        last[place] = all.count - 1
        return all.count - 1
    }

    func last(_ kind: FlushStep.Kind, _ table: Int) -> Int { last[Self.place(kind, table)] }

    private static func place(_ kind: FlushStep.Kind, _ table: Int) -> Int { table * 5 + kind.phase }
}

extension FlushStep.Kind {
    /// In which order steps run that do not depend on each other.
    var phase: Int {
        switch self {
        case .preUpdate: 0
        case .insert: 1
        case .update: 2
        case .postUpdate: 3
        case .delete: 4
        }
    }
}

extension Planning {
    func signature(of operation: Int, _ signatures: inout Signatures) -> Int {
        let kind = graph.operations[operation].kind
        let row = Int(graph.operations[operation].row)
        let number = rows[row].table
        let table = tables[number]
        let last = signatures.last(kind, number)
        switch kind {
        case .preUpdate, .postUpdate:
            return signatures.number(
                of: Signature(
                    kind: kind, table: number, columns: splitColumns[operation] ?? [], expressions: [],
                    checksVersion: false, countsVersion: false))
        case .delete:
            let checksVersion = table.version != nil && hasVersion(row)
            if last >= 0, signatures.all[last].checksVersion == checksVersion { return last }
            return signatures.number(
                of: Signature(
                    kind: kind, table: number, columns: [], expressions: [], checksVersion: checksVersion,
                    countsVersion: false))
        case .insert, .update:
            let hasVersion = kind == .update && table.version != nil
            let checksVersion = hasVersion && self.hasVersion(row)
            if last >= 0, isLike(signatures.all[last], rows[row].values, checksVersion) { return last }
            return signatures.number(
                of: Signature(
                    kind: kind, table: number, columns: rows[row].values.map(\.column),
                    expressions: rows[row].values.compactMap { assignment in
                        if case .expression = assignment.value { assignment.column } else { nil }
                    }, checksVersion: checksVersion, countsVersion: hasVersion && !checksVersion))
        }
    }

    private func hasVersion(_ row: Int) -> Bool {
        if case .integer = rows[row].version { true } else { false }
    }

    private func isLike(_ signature: Signature, _ values: [PlanRow.Assignment], _ checksVersion: Bool) -> Bool {
        guard signature.columns.count == values.count, signature.expressions.isEmpty,
            signature.checksVersion == checksVersion, !signature.countsVersion
        else { return false }
        for index in values.indices {
            if values[index].column != signature.columns[index] { return false }
            if case .expression = values[index].value { return false }
        }
        return true
    }

    /// A step without rows.
    func step(for signature: Signature) -> FlushStep {
        let table = tables[signature.table]
        var columns = signature.columns
        var returning: [Int] = []
        switch signature.kind {
        case .insert:
            if let version = table.version, !columns.contains(version) { columns.append(version) }
            returning = table.columns.indices.filter { table.isFilledIn[$0] && !columns.contains($0) }
        case .update, .postUpdate:
            if signature.checksVersion || signature.countsVersion, let version = table.version,
                !columns.contains(version)
            {
                columns.append(version)
                if signature.countsVersion { returning.append(version) }
            }
            returning += table.columns.indices.filter { column in
                table.isComputed[column] || (table.columns[column].onUpdate != nil && !columns.contains(column))
            }
        case .preUpdate, .delete: break
        }
        for column in signature.expressions where !returning.contains(column) { returning.append(column) }
        returning.sort()
        return FlushStep(
            kind: signature.kind, table: signature.table, columns: columns, returning: returning,
            hasExpressions: !signature.expressions.isEmpty || signature.countsVersion)
    }
}
