import CinnabarMigrations
import XCTest

final class RevisionGraphTests: XCTestCase {
    static func revision(_ id: String, after parents: [String] = [], labels: [String] = []) -> Revision {
        Revision(id, after: parents, message: "m \(id)", labels: labels, upgrade: { _ in })
    }

    /// a1 ─ b2 ─┬─ c3 ─┬─ e5
    ///          └─ d4 ─┘
    static func diamond() throws -> RevisionGraph {
        try RevisionGraph([
            revision("a1"), revision("b2", after: ["a1"]), revision("c3", after: ["b2"], labels: ["left"]),
            revision("d4", after: ["b2"], labels: ["right"]), revision("e5", after: ["c3", "d4"]),
        ])
    }

    static func fork() throws -> RevisionGraph {
        try RevisionGraph([
            revision("a1"), revision("b2", after: ["a1"]), revision("c3", after: ["b2"], labels: ["left"]),
            revision("d4", after: ["b2"], labels: ["right"]), revision("e5", after: ["d4"]),
        ])
    }

    func testHistoriesThatCannotBeAreRefusedWithTheNextStep() async throws {
        let cases: [([Revision], String)] = [
            (
                [Self.revision("a1"), Self.revision("a1")],
                "two revisions have the id a1: \"m a1\" and \"m a1\": give one of them another id"
            ),
            (
                [Self.revision("b2", after: ["a1"])],
                "revision b2 \"m b2\" stands after a1, which is not there: bring the file of a1 back and list it in the "
                    + "index file, or correct `after:`"
            ),
            (
                [Self.revision("a1", after: ["b2"]), Self.revision("b2", after: ["a1"])],
                "revisions stand after each other in a ring: a1 after b2 after a1: correct `after:` in one of them"
            ),
            (
                [Self.revision("z0"), Self.revision("a1", after: ["a1"])],
                "revisions stand after each other in a ring: a1 after a1: correct `after:` in one of them"
            ),
            (
                [Self.revision("a1"), Self.revision("b2", after: ["a1", "a1"])],
                "revision b2 \"m b2\" names a parent twice: name each once in `after:`"
            ),
            (
                [Self.revision("head")],
                "\"head\" cannot be a revision's id: use letters, digits and \"_\", and none of head, heads and base"
            ),
            (
                [Self.revision("a-1")],
                "\"a-1\" cannot be a revision's id: use letters, digits and \"_\", and none of head, heads and base"
            ),
            (
                [Self.revision("a1"), Self.revision("b2", after: ["a1"], labels: ["a1"])],
                "the label \"a1\" of revision b2 names a1 already: choose another label"
            ),
        ]
        for (revisions, text) in cases {
            let error = await failure { _ = try RevisionGraph(revisions) }
            XCTAssertEqual("\(error ?? MissingServer())", text)
        }
    }

    func testParentsStandBeforeChildrenWhateverTheOrderOfTheFiles() async throws {
        let graph = try RevisionGraph([
            Self.revision("c3", after: ["b2"]), Self.revision("b2", after: ["a1"]), Self.revision("a1"),
        ])
        XCTAssertEqual(graph.revisions.map(\.id), ["a1", "b2", "c3"])
        XCTAssertEqual(graph.heads.map(\.id), ["c3"])
        XCTAssertEqual(graph.bases.map(\.id), ["a1"])
    }

    func testAHistoryOfAHundredThousandIsOrderedWithoutRecursion() async throws {
        var revisions = [Self.revision("r0")]
        for number in 1..<100_000 { revisions.append(Self.revision("r\(number)", after: ["r\(number - 1)"])) }
        XCTAssertEqual(try RevisionGraph(revisions.reversed()).revisions.last?.id, "r99999")
    }

    private func up(_ graph: RevisionGraph, _ applied: Set<String>, _ target: String) throws -> [String] {
        try graph.upgradePath(from: applied, to: RevisionTarget(target)).map(\.id)
    }

    private func down(_ graph: RevisionGraph, _ applied: Set<String>, _ target: String) throws -> [String] {
        try graph.downgradePath(from: applied, to: RevisionTarget(target)).map(\.id)
    }

    func testTargetsOfAnUpgrade() async throws {
        let graph = try Self.diamond()
        XCTAssertEqual(try up(graph, [], "head"), ["a1", "b2", "c3", "d4", "e5"])
        XCTAssertEqual(try up(graph, ["a1", "b2", "d4"], "head"), ["c3", "e5"])
        XCTAssertEqual(try up(graph, [], "left"), ["a1", "b2", "c3"])
        XCTAssertEqual(try up(graph, [], "d"), ["a1", "b2", "d4"])
        XCTAssertEqual(try up(graph, ["a1"], "+1"), ["b2"])
        XCTAssertEqual(try up(graph, [], "a1+1"), ["a1", "b2"])
        XCTAssertEqual(try up(graph, [], "c3-1"), ["a1", "b2"])
        XCTAssertEqual(try up(graph, ["a1"], "base"), [])
        XCTAssertEqual(try up(graph, Set(graph.revisions.map(\.id)), "head"), [])
        let fork = try Self.fork()
        XCTAssertEqual(try up(fork, [], "heads"), ["a1", "b2", "c3", "d4", "e5"])
        XCTAssertEqual(try up(fork, ["a1", "b2"], "right@head"), ["d4", "e5"])
        XCTAssertEqual(try fork.range(RevisionRange("b2:e5")).map(\.id), ["d4", "e5"])
        XCTAssertEqual(try fork.range(RevisionRange(":c3")).map(\.id), ["a1", "b2", "c3"])
        XCTAssertEqual(try fork.range(RevisionRange("c3:")).map(\.id), ["d4", "e5"])
    }

    func testTargetsOfADowngrade() async throws {
        let graph = try Self.diamond()
        let all = Set(graph.revisions.map(\.id))
        XCTAssertEqual(try down(graph, all, "base"), ["e5", "d4", "c3", "b2", "a1"])
        XCTAssertEqual(try down(graph, all, "-1"), ["e5"])
        XCTAssertEqual(try down(graph, all, "b2"), ["e5", "d4", "c3"])
        // The other branch stays.
        XCTAssertEqual(try down(graph, all, "c3"), ["e5"])
        XCTAssertEqual(try down(graph, ["a1", "b2"], "-2"), ["b2", "a1"])
        XCTAssertEqual(try down(graph, all, "c3-1"), ["e5", "d4", "c3"])
    }

    func testTargetsThatMeanNothingOrTooMuchSayWhatToGive() async throws {
        let graph = try Self.fork()
        let all = Set(graph.revisions.map(\.id))
        let cases: [(String, () throws -> Any)] = [
            (
                "there are 2 heads: c3, e5: join them with `merge`, or give `heads`, `label@head` or an id",
                { try self.up(graph, [], "head") }
            ),
            (
                "there are 2 heads after b2: c3, e5: join them with `merge`, or give an id",
                { try self.up(graph, [], "b2@head") }
            ),
            ("there is no revision \"x\": `history` lists the revisions", { try self.up(graph, [], "x") }),
            (
                "the history parts: c3, d4 could be next: give one of their ids",
                { try self.up(graph, ["a1", "b2"], "+1") }
            ),
            ("after b2 the history parts: c3, d4: give one of their ids", { try self.up(graph, [], "b2+1") }),
            ("e5 has only 0 revisions after it: `history` lists the revisions", { try self.up(graph, [], "e5+1") }),
            ("a1 has only 0 revisions before it: `history` lists the revisions", { try self.up(graph, [], "a1-2") }),
            ("there are only 0 revisions to go, not 1: give `heads`", { try self.up(graph, all, "+1") }),
            ("the database has only 1 revisions, not 2: give `base`", { try self.down(graph, ["a1"], "-2") }),
            ("the database has 2 heads: c3, e5: give the id to go back to", { try self.down(graph, all, "-1") }),
            (
                "the database does not have revision c3 \"m c3\": `current` shows what it has",
                { try self.down(graph, ["a1"], "c3") }
            ),
            ("a downgrade cannot lead to head: give an id, -1 or base", { try self.down(graph, all, "head") }),
            ("an upgrade cannot lead 1 down: use `downgrade -1`", { try self.up(graph, all, "-1") }),
            ("a downgrade cannot lead 2 up: use `upgrade +2`", { try self.down(graph, all, "+2") }),
        ]
        for (text, body) in cases {
            let error = await failure { _ = try body() }
            XCTAssertEqual("\(error ?? MissingServer())", text)
        }
        let double = try RevisionGraph([Self.revision("ab1"), Self.revision("ab2", after: ["ab1"])])
        let error = await failure { _ = try double.find("ab") }
        XCTAssertEqual(
            "\(error ?? MissingServer())", "several revisions begin with \"ab\": ab1, ab2: give more of the id")
        for text in ["", "+", "-0", "a b", "x@", "x@base", "++1", "+99999999999999999999"] {
            let error = await failure { _ = try RevisionTarget(text) } as? MigrationError
            XCTAssertEqual(error?.kind, .unknownTarget, text)
        }
    }

    func testTargetsAreWrittenAsTheyAreRead() async throws {
        for text in ["head", "heads", "base", "ab12", "left@head", "+2", "-1", "ab+1", "ab-3"] {
            XCTAssertEqual(try RevisionTarget(text).description, text)
        }
    }

    func testPathsOfRandomGraphsKeepEveryParentBeforeItsChild() async throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let count = Int.random(in: 1...30, using: &random)
            let revisions = (0..<count).map { number in
                let parents = (0..<number).shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
                return Self.revision("r\(number)", after: parents.map { "r\($0)" })
            }
            let graph = try RevisionGraph(revisions.shuffled(using: &random))
            let target = "r\(Int.random(in: 0..<count, using: &random))"
            let start = graph.ancestors(of: ["r\(Int.random(in: 0..<count, using: &random))"])
            var applied = start
            for revision in try graph.upgradePath(from: start, to: .revision(target)) {
                XCTAssertTrue(applied.isSuperset(of: revision.parents))
                XCTAssertTrue(applied.insert(revision.id).inserted)
            }
            XCTAssertEqual(applied, start.union(graph.ancestors(of: [target])))
            for revision in try graph.downgradePath(from: applied, to: .revision(target)) {
                applied.remove(revision.id)
                XCTAssertFalse(graph.children(of: revision.id).contains { applied.contains($0.id) })
            }
            XCTAssertEqual(applied, graph.ancestors(of: applied))
            XCTAssertTrue(applied.contains(target))
            XCTAssertTrue(graph.descendants(of: [target]).intersection(applied) == [target])
            for revision in try graph.downgradePath(from: applied, to: .base) { applied.remove(revision.id) }
            XCTAssertEqual(applied, [])
        }
    }
}
