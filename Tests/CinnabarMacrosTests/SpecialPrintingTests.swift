import XCTest

@testable import CinnabarMacros

/// What few models have.
final class SpecialPrintingTests: XCTestCase {
    func testObservers() throws {
        let printed = InitializerPrinter(
            model: try model(
                """
                @Model final class User {
                    @PrimaryKey var id: Int?
                    var name: String { willSet { check(newValue) } didSet(old) { check(old) } }
                }
                """)
        ).observers
        XCTAssertEqual(
            printed.joined(separator: "\n"),
            """
            private func _$willSet_name(_ newValue: String) { check(newValue) }
            private func _$didSet_name(_ old: String) { check(old) }
            """)
    }

    func testCompositeKeys() throws {
        let keys = KeyPrinter(
            model: try model(
                """
                @Model public final class Line {
                    var note: Deferred<String>
                    var count: Int
                    @PrimaryKey var order: Int?
                    @PrimaryKey var line: Int
                }
                """))
        XCTAssertEqual(
            keys.type,
            """
            public struct PrimaryKey: Hashable, Sendable {
                public let order: Int
                public let line: Int

                public init(order: Int, line: Int) {
                    self.order = order
                    self.line = line
                }
            }
            """)
        XCTAssertEqual(
            keys.attributeMembers.joined(separator: "\n"),
            """
            public static func primaryKey(_ row: CinnabarSQL.RowReader) throws -> Line.PrimaryKey {
                try Line.PrimaryKey(order: row.get(1), line: row.get(2))
            }
            public var primaryKey: Line.PrimaryKey? {
                guard let order = self.order else { return nil }
                return Line.PrimaryKey(order: order, line: self.line)
            }
            public static func values(of key: Line.PrimaryKey) -> [CinnabarSQL.SQLValue] {
                [key.order.sqlValue, key.line.sqlValue]
            }
            """)
    }

    func testNamesAreEscaped() throws {
        let model = try model(
            """
            @Model final class `Category` {
                @PrimaryKey var id: Int?
                var `default`: String = "a"
            }
            """)
        XCTAssertEqual(
            model.table,
            """
            "categories"
            """)
        XCTAssertEqual(
            StaticsPrinter(model: model).declarations.last ?? "",
            """
            static let `default`: CinnabarSQL.Column<`Category`, String> = .init("default", makeDefault: { "a" })
            """)
        XCTAssertEqual(
            MapperPrinter(model: model).declaration,
            """
            static let _$mapper: CinnabarORM.Mapper = .init(
                `Category`.self,
                name: "Category",
                attributes: [
                    CinnabarORM.Attribute("id", id),
                    CinnabarORM.Attribute("default", `default`)
                ]
            )
            """)
    }
}
