/// Where a migration shall lead.
///
/// ```swift
/// try await migrator.upgrade(to: .head)
/// try await migrator.downgrade(to: RevisionTarget("-1"))
/// ```
public enum RevisionTarget: Sendable, Hashable, CustomStringConvertible {
    /// The newest revision; an error where there are several.
    case head
    /// The newest revision of every branch.
    case heads
    /// Before the first revision.
    case base
    /// A revision by its id, a beginning of it that no other has, or a label.
    case revision(String)
    /// The newest revision that comes after one: `label@head`.
    case headAfter(String)
    /// So many steps up or down, from a revision or from where the database is.
    case relative(String?, Int)

    /// Reads `head`, `heads`, `base`, `ab12`, `label`, `label@head`, `+2`, `-1`, `ab12+1`, `ab12-1`.
    ///
    /// - Throws: `MigrationError` of kind `.unknownTarget`.
    public init(_ text: String) throws {
        let wrong = MigrationError(
            .unknownTarget, "\"\(text)\" is no target",
            nextStep: "give head, heads, base, an id or its beginning, a label, label@head, +1 or -1")
        switch text {
        case "head": self = .head
        case "heads": self = .heads
        case "base": self = .base
        default:
            if let at = text.firstIndex(of: "@") {
                let label = String(text[..<at])
                guard text[at...] == "@head", RevisionGraph.isIdentifier(label) else { throw wrong }
                self = .headAfter(label)
            } else if let sign = text.firstIndex(where: { $0 == "+" || $0 == "-" }) {
                let name = String(text[..<sign])
                let digits = text[text.index(after: sign)...]
                guard let count = Int(digits), digits.first?.isNumber == true, count > 0,
                    name.isEmpty || RevisionGraph.isIdentifier(name)
                else { throw wrong }
                self = .relative(name.isEmpty ? nil : name, text[sign] == "-" ? -count : count)
            } else {
                guard RevisionGraph.isIdentifier(text) else { throw wrong }
                self = .revision(text)
            }
        }
    }

    public var description: String {
        switch self {
        case .head: "head"
        case .heads: "heads"
        case .base: "base"
        case .revision(let name): name
        case .headAfter(let label): "\(label)@head"
        case .relative(let name, let count): (name ?? "") + (count < 0 ? "\(count)" : "+\(count)")
        }
    }
}

/// From where to where: `ab12:head`.
public struct RevisionRange: Sendable, Hashable {
    /// Nil for where the database is, or for the base where there is none.
    public var start: RevisionTarget?
    public var end: RevisionTarget

    public init(from start: RevisionTarget? = nil, to end: RevisionTarget) {
        self.start = start
        self.end = end
    }

    /// Reads `ab12:head`, `:ab12` and a target alone.
    public init(_ text: String) throws {
        guard let colon = text.firstIndex(of: ":") else {
            self.init(to: try RevisionTarget(text))
            return
        }
        let (start, end) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
        self.init(
            from: start.isEmpty ? .base : try RevisionTarget(start), to: end.isEmpty ? .heads : try RevisionTarget(end))
    }
}
