import CinnabarSQL

/// Statements grouped by their shape, most frequent first, with the calls that they came from: a failing test's message.
struct StatementReport: Sendable, CustomStringConvertible {
    struct Group: Sendable {
        let shape: StatementShape
        var count = 0
        /// How often each call made it, in the order of the first time.
        var sites: [(site: String, count: Int)] = []
        var reads = true
    }

    let groups: [Group]

    init(_ statements: [RecordedStatement]) {
        var groups: [Group] = []
        var places: [StatementShape: Int] = [:]
        for statement in statements where !statement.isControl {
            let shape = StatementShape(statement)
            let place = places[shape] ?? groups.count
            if place == groups.count {
                groups.append(Group(shape: shape))
                places[shape] = place
            }
            groups[place].count += 1
            groups[place].reads = groups[place].reads && statement.intent != .write
            let site = statement.callSite ?? "?"
            if let known = groups[place].sites.firstIndex(where: { $0.site == site }) {
                groups[place].sites[known].count += 1
            } else {
                groups[place].sites.append((site, 1))
            }
        }
        // Sorting is stable, so that equals stay in the order of their first time.
        self.groups = groups.sorted { $0.count > $1.count }
    }

    var description: String {
        var lines: [String] = []
        for group in groups {
            let sites = group.sites.map { $0.count > 1 && group.sites.count > 1 ? "\($0.site) ×\($0.count)" : $0.site }
            lines.append("  \(group.count) × \(group.shape.sql)")
            lines.append("      at \(sites.joined(separator: ", "))")
        }
        if let hint { lines.append(hint) }
        return lines.joined(separator: "\n")
    }

    /// What to do about the shape that repeats most.
    private var hint: String? {
        guard let worst = groups.first, worst.count > 1 else { return nil }
        if worst.reads {
            return "  One shape repeats: where it loads what belongs to each of many objects, load it with them by "
                + ".selectIn(...) or .joined(...)."
        }
        return "  One shape repeats: give the database many rows at once, by addAll or executeMany."
    }
}
