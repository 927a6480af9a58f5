import Foundation
import XCTest

/// What must not compile: SQL out of a String, and values of another type than their column's.
///
/// One run of the compiler over all cases, against the modules that the tests themselves were built with.
final class CompilationTests: XCTestCase {
    /// S3: each marked line has its error, and the unmarked ones, which show how it is done, have none.
    func testWhatMustNotCompileDoesNot() throws {
        let source = Self.tables + Self.rawSQL + Self.types
        var expected: [Int: String] = [:]
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let mark = line.range(of: "// error: ") { expected[index + 1] = String(line[mark.upperBound...]) }
        }
        XCTAssertGreaterThan(expected.count, 50)
        let found = try diagnose(source)
        for (line, part) in expected {
            let errors = found[line] ?? []
            XCTAssertTrue(errors.contains { $0.contains(part) }, "line \(line) wants \"\(part)\", has \(errors)")
        }
        for (line, errors) in found where expected[line] == nil { XCTFail("line \(line): \(errors)") }
    }

    /// The errors and warnings of each line.
    private func diagnose(_ source: String) throws -> [Int: [String]] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cinnabar-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("Cases.swift")
        try source.write(to: file, atomically: true, encoding: .utf8)
        let products = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "swiftc", "-typecheck", "-swift-version", "6", "-I", products.appendingPathComponent("Modules").path,
            "-Xcc", "-fmodule-map-file=\(products.path)/CLinuxEvents.build/module.modulemap", file.path,
        ]
        let output = Pipe()
        compiler.standardOutput = output
        compiler.standardError = output
        try compiler.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        compiler.waitUntilExit()
        var found: [Int: [String]] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix(file.path + ":") {
            let fields = line.dropFirst(file.path.count + 1).split(separator: ":", maxSplits: 2)
            guard fields.count == 3, let number = Int(fields[0]) else { continue }
            if fields[2].hasPrefix(" error: ") || fields[2].hasPrefix(" warning: ") {
                found[number, default: []].append(String(fields[2].dropFirst()))
            }
        }
        XCTAssertFalse(found.isEmpty, "the compiler said: \(text)")
        return found
    }

    private static let tables = #"""
        import CinnabarEngine
        import CinnabarSQL

        enum User: TypedTable {
            static let tableName = "users"
            static let reference = TableReference(name: tableName)
            static let id = Column<User, Int>("id", primaryKey: true)
            static let name = Column<User, String>("name")
            static let age = Column<User, Int?>("age")
            static let active = Column<User, Bool>("active")
            static let table = Table(User.self, id, name, age, active)
        }
        enum Post: TypedTable {
            static let tableName = "posts"
            static let reference = TableReference(name: tableName)
            static let id = Column<Post, Int>("id", primaryKey: true)
            static let title = Column<Post, String>("title")
            static let table = Table(Post.self, id, title)
        }
        struct Opaque {}

        """#

    private static let rawSQL = #"""
        func rawSQL(_ input: String, _ value: Opaque, _ engine: AsyncEngine, _ connection: AsyncConnection) async throws {
            _ = sql("SELECT \(input), \(User.name), \(identifier: input), \(unsafe: input)")
            _ = sql(SQLFragment(unsafe: input))
            _ = sql(input)  // error: cannot convert value of type 'String' to expected argument type 'SQLFragment'
            _ = sql("SELECT " + input)  // error: cannot convert value of type 'String'
            _ = sql("SELECT \(raw: input)")  // error: extraneous argument label 'raw:'
            _ = sql("SELECT \(value)")  // error: no exact matches in call to instance method 'appendInterpolation'
            let fragment: SQLFragment = input  // error: cannot convert value of type 'String' to specified type 'SQLFragment'
            _ = text("SELECT :a, \(input)", ["a": input])
            _ = text("SELECT :a", ["a": value])  // error: to expected dictionary value type 'any ColumnValue'
            _ = text("SELECT \(value)")  // error: 'text' is unavailable: SQL is a literal
            _ = text(unsafe: input, ["a": input])
            _ = text(input)  // error: 'text' is unavailable: SQL is a literal, whose interpolation binds
            _ = text("SELECT " + input)  // error: 'text' is unavailable: SQL is a literal
            _ = sqlExpression("age > \(input)", as: Bool.self)
            _ = sqlExpression(input, as: Bool.self)  // error: to expected argument type 'SQLFragment'
            _ = try await engine.execute(sql("SELECT \(input)"))
            _ = try await engine.execute(input)  // error: requires that 'String' conform to 'Statement'
            _ = try await engine.execute("SELECT \(input)")  // error: requires that 'String' conform to 'Statement'
            _ = try await connection.execute("SELECT 1")  // error: requires that 'String' conform to 'Statement'
            _ = connection.stream(input)  // error: requires that 'String' conform to 'Statement'
            _ = select(input)  // error: requires that 'String' conform to 'Selectable'
            _ = select("name")  // error: requires that 'String' conform to 'Selectable'
            _ = select(User.name).where("age > 18")  // error: requires that 'String' conform to 'SQLExpressible'
            _ = select(User.name).where(input)  // error: requires that 'String' conform to 'SQLExpressible'
            _ = select(User.name).having("count(*) > 1")  // error: requires that 'String' conform to 'SQLExpressible'
            _ = select(User.name).order(by: User.name.descending)
            _ = select(User.name).order(by: "name")  // error: no exact matches in call to instance method 'order'
            _ = select(User.name).order(by: input)  // error: no exact matches in call to instance method 'order'
            _ = select(User.name).groupBy(input)  // error: no exact matches in call to instance method 'groupBy'
            _ = select(User.name).limit(input)  // error: cannot convert value of type 'String' to expected argument type 'Int'
            _ = fragment
        }

        """#

    private static let types = #"""
        func types(_ engine: AsyncEngine, _ input: String, _ number: Int, _ value: Opaque) async throws {
            _ = User.id == number && User.name == input && User.age == nil && User.age > User.id
            _ = User.id == "1"  // error: 'Column<User, Int>' conform to 'StringProtocol'
            _ = User.id == input  // error: 'Column<User, Int>' conform to 'StringProtocol'
            _ = User.name == 5  // error: 'Column<User, String>' conform to 'BinaryInteger'
            _ = User.name == number  // error: 'Column<User, String>' conform to 'BinaryInteger'
            _ = User.name > 1  // error: 'Column<User, String>' conform to 'BinaryInteger'
            _ = User.id == User.name  // error: the types 'Int' and 'String' be equivalent
            _ = User.id == value  // error: requires that 'Opaque' conform to 'SQLExpressible'
            _ = select(User.id).where(User.id == nil)  // error: 'nil' is not compatible
            _ = User.id.in(["a"])  // error: cannot convert value of type 'String' to expected element type 'Int'
            _ = User.id.in(select(User.name))  // error: no exact matches in call to instance method 'in'
            _ = User.id.between("a", "b")  // error: cannot convert value of type 'String' to expected argument type 'Int'
            _ = User.id.like("a%")  // error: requires the types 'Int' and 'String' be equivalent
            _ = User.name.like(5)  // error: cannot convert value of type 'Int' to expected argument type 'String'
            _ = User.name + 1  // error: cannot be applied to operands of type 'Column<User, String>' and 'Int'
            _ = User.id + "a"  // error: cannot be applied to operands of type 'Column<User, Int>' and 'String'
            _ = select(User.id).where(User.active && User.id == 1)
            _ = select(User.id).where(User.name)  // error: requires the types 'String' and 'Bool' be equivalent
            _ = select(User.id).where(User.id + 1)  // error: requires the types 'Int' and 'Bool' be equivalent
            _ = select(User.id).where(User.active && User.id)  // error: requires the types 'Int' and 'Bool' be equivalent
            _ = update(User.self).set(User.age, to: nil).set(User.id, to: User.id + 1)
            _ = update(User.self).set(User.id, to: "x")  // error: cannot convert value of type 'String'
            _ = update(User.self).set(User.name, to: nil)  // error: 'nil' is not compatible with expected argument type 'String'
            _ = update(User.self).set(User.id, to: User.name)  // error: requires the types 'Int' and 'String' be equivalent
            _ = update(User.self).set(Post.title, to: "x")  // error: to expected argument type 'Column<User, String>'
            _ = insert(User.self).values(User.id.to(1), User.name.to("x"))
            _ = insert(User.self).values(User.id.to("x"))  // error: cannot convert value of type 'String'
            _ = insert(User.self).values(Post.title.to("x"))  // error: to expected argument type 'Assignment<User>'
            _ = insert(User.self, Post.title)  // error: no exact matches in call to global function 'insert'
            _ = insert(User.self, User.name, User.age).values([("a", 1)])
            _ = insert(User.self, User.name, User.age).values([("a", "b")])  // error: to expected element type 'Int?'
            _ = select(User.id).union(select(Post.id))
            _ = select(User.id).union(select(User.name))  // error: to expected argument type
            _ = Column<User, Opaque>("x")  // error: type 'Opaque' does not conform to protocol 'ColumnValue'
            let names: [String] = try await engine.execute(select(User.name)).all()
            let ids: [String] = try await engine.execute(select(User.id)).all()  // error: 'String' be equivalent
            let pair: (Int, String) = try await engine.execute(select(User.id, User.name)).one()
            let wrong: (Int, Int) = try await engine.execute(select(User.id, User.name)).one()  // error: value pack
            let age: Int = try await engine.scalar(select(User.age))  // error: must be unwrapped
            _ = (names, ids, pair, wrong, age)
        }
        """#
}
