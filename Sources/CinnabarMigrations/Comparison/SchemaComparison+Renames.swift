import CinnabarSQL

extension SchemaComparison {
    /// Pairs of what went and what came that are alike, best first: to be asked about, never to be guessed.
    public var renameCandidates: [RenameCandidate] {
        let gone = database.tables.filter { models.table($0.key) == nil && owns($0.key) }
        let come = models.tables.filter { database.table($0.key) == nil }
        var candidates: [RenameCandidate] = []
        for old in gone {
            for new in come where old.schema == new.schema {
                let similarity = Self.similarity(old, new)
                guard similarity >= 0.5 else { continue }
                candidates.append(
                    RenameCandidate(rename: .table(old.key, to: new.name), similarity: similarity))
            }
        }
        for new in models.tables {
            guard let old = database.table(new.key) else { continue }
            candidates += columnCandidates(old, new)
        }
        return candidates.sorted { $0.similarity > $1.similarity }
    }

    private func columnCandidates(_ old: Table, _ new: Table) -> [RenameCandidate] {
        let known = Set(new.columns.map(\.name))
        let before = Set(old.columns.map(\.name))
        let gone = old.columns.filter { !known.contains($0.name) && ownsColumn($0.name, of: old.key) }
        let come = new.columns.filter { !before.contains($0.name) }
        return gone.flatMap { left in
            come.compactMap { right in
                guard left.type == right.type, (left.computed == nil) == (right.computed == nil) else { return nil }
                let similarity = 0.5 + 0.5 * Self.similarity(left.name, right.name)
                return RenameCandidate(
                    rename: .column(left.name, of: new.key, to: right.name), similarity: similarity)
            }
        }
    }

    /// Whether a column that the models do not have was theirs; without a revision before, all of a table is.
    func ownsColumn(_ column: String, of table: TableName) -> Bool {
        guard let before = previous?.table(table) else { return true }
        return before.columns.contains { $0.name == column }
    }

    private static func similarity(_ left: Table, _ right: Table) -> Double {
        let columns = right.columns.reduce(into: [String: SQLType]()) { $0[$1.name] = $1.type }
        let common = left.columns.filter { columns[$0.name] == $0.type }.count
        return Double(common) / Double(max(left.columns.count, right.columns.count, 1))
    }

    /// The share of letter pairs that two names have in common (Dice).
    private static func similarity(_ left: String, _ right: String) -> Double {
        func pairs(_ text: String) -> [String] {
            let letters = Array(text.lowercased())
            return letters.count < 2 ? [text] : zip(letters, letters.dropFirst()).map { String([$0, $1]) }
        }
        let first = pairs(left)
        var second = pairs(right)
        let total = first.count + second.count
        let common = first.reduce(into: 0) { count, pair in
            guard let place = second.firstIndex(of: pair) else { return }
            second.remove(at: place)
            count += 1
        }
        return 2 * Double(common) / Double(total)
    }

    /// Does the renames on this side of the comparison too.
    mutating func apply(_ renames: [SchemaRename]) -> [MigrationOperation] {
        var operations: [MigrationOperation] = []
        for case .table(let table, let name) in renames where database.table(table) != nil {
            operations.append(.renameTable(table, to: name))
            database.renameTable(table, to: name)
            previous?.renameTable(table, to: name)
        }
        for case .column(let column, let table, let name) in renames where database.table(table) != nil {
            operations.append(.renameColumn(column, of: table, to: name))
            database.renameColumn(column, of: table, to: name)
            previous?.renameColumn(column, of: table, to: name)
        }
        return operations
    }
}
