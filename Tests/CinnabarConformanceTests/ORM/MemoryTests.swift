import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import Foundation
import XCTest

/// Numbers only: no value has memory of its own.
@Model("points")
final class Point {
    @PrimaryKey var id: Int?
    var x: Int
    var y: Double
    @ForeignKey(\Point.id) var nextID: Int?
    @Relationship(foreignKey: \Point.nextID) var next: One<Point?>
}

/// What sessions cost, in memory and with many objects in them.
final class MemoryTests: XCTestCase {
    private static let count = 100_000

    /// Bytes that the allocator has given out, as it tells them itself: memory that was freed before does not count.
    private func allocated() throws -> Int {
        typealias Report = @convention(c) (Int32, UnsafeMutablePointer<FILE>) -> Int32
        let symbol = try XCTUnwrap(dlsym(nil, "malloc_info"))
        let report = unsafeBitCast(symbol, to: Report.self)
        let file = try XCTUnwrap(tmpfile())
        defer { fclose(file) }
        XCTAssertEqual(report(0, file), 0)
        rewind(file)
        var line = [CChar](repeating: 0, count: 256)
        // The totals of all arenas come last.
        var sizes: [String: Int] = [:]
        while fgets(&line, Int32(line.count), file) != nil {
            let parts = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(separator: "\"")
            guard let place = parts.firstIndex(where: { $0.hasSuffix("size=") }), place + 1 < parts.count else {
                continue
            }
            sizes[String(parts[0] + parts[1])] = Int(parts[place + 1])
        }
        let held = try XCTUnwrap(sizes["<system type=current"]) + XCTUnwrap(sizes["<total type=mmap"])
        return held - (try XCTUnwrap(sizes["<total type=fast"])) - (try XCTUnwrap(sizes["<total type=rest"]))
    }

    private static var resident: Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
        return (pages.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0) * Int(getpagesize())
    }

    private func withPoints(_ count: Int, _ body: (AsyncSessionMaker) async throws -> Void) async throws {
        try await onEveryDatabase { database in
            try await database.engine.createAll(MetaData(Point.self))
            let rows = (0..<count).map { Point.Row(id: $0, x: $0, y: 0.5, nextID: nil) }
            try await database.engine.execute(insert(Point.self).values(rows))
            try await body(AsyncSessionMaker(database.engine))
        }
    }

    /// A loaded object's own memory: its values, its state, its place in the session and in the array.
    func testAHundredThousandLoadedObjectsAreSmall() async throws {
        try await withPoints(Self.count) { sessions in
            let session = sessions()
            // What the first query allocates for good is no object's.
            _ = try await session.scalars(select(Point.self).where(Point.id < 10)).all()
            let before = try allocated()
            let points = try await session.scalars(select(Point.self)).all()
            let each = Double(try allocated() - before) / Double(points.count)
            XCTAssertEqual(points.count, Self.count)
            let values = MemoryLayout<Point._$Attributes>.size
            print(
                "memory, \(sessions.engine.dialect.name): \(Int(each)) bytes for each of \(points.count) objects,",
                "\(values) of them values")
            XCTAssertLessThan(each - Double(values), 400)
            XCTAssertGreaterThan(each, Double(values))
            await session.close()
        }
    }

    /// A session over a million rows that nobody keeps holds a few thousand of them.
    func testAMillionStreamedObjectsTakeNoMemory() async throws {
        let count = 1_000_000
        try await withPoints(count) { sessions in
            try await sessions.withSession { session in
                var seen = 0
                var sum = 0
                var early = 0
                var largest = 0
                var tracked = 0
                for try await point in try await session.stream(select(Point.self)) {
                    sum += point.x
                    seen += 1
                    guard seen % 50_000 == 0 else { continue }
                    if seen == 100_000 { early = Self.resident }
                    largest = max(largest, Self.resident)
                    tracked = max(tracked, session.trackedObjects)
                }
                XCTAssertEqual(seen, count)
                XCTAssertEqual(sum, count * (count - 1) / 2)
                print(
                    "stream, \(sessions.engine.dialect.name): \((largest - early) >> 10) KiB more at a million objects",
                    "than at a hundred thousand, \(tracked) tracked at the most")
                XCTAssertLessThan(largest - early, 16 << 20)
                XCTAssertLessThan(tracked, 10_000)
            }
        }
    }

    /// A flush costs what has changed, not what is loaded.
    func testOneChangeAmongManyIsFlushedLikeOneAmongFew() async throws {
        try await withPoints(Self.count) { sessions in
            func flushes(of loaded: Int) async throws -> Double {
                let session = sessions()
                let points = try await session.scalars(select(Point.self).where(Point.id < loaded)).all()
                XCTAssertEqual(points.count, loaded)
                var best = Double.infinity
                for round in 0..<5 {
                    let start = clock()
                    for step in 0..<20 {
                        points[(round * 20 + step) % loaded].x += 1
                        try await session.flush()
                    }
                    best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC) / 20)
                }
                try await session.rollback()
                await session.close()
                return best
            }
            _ = try await flushes(of: 10)
            let few = try await flushes(of: 10)
            let many = try await flushes(of: Self.count)
            print(
                "flush, \(sessions.engine.dialect.name): \(Int(few * 1e6)) us of the processor among 10 objects,",
                "\(Int(many * 1e6)) among \(Self.count)")
            // Looking at each of them would take a thousand times as long.
            XCTAssertLessThan(many, few * 3 + 0.000_5)
        }
    }
}
