import SwiftSyntaxMacrosTestSupport
import XCTest

final class ExpansionTests: XCTestCase {
    func testAModel() {
        assertMacroExpansion(
            """
            @Model("tags")
            final class Tag {
                @PrimaryKey var id: Int?
            }
            """,
            expandedSource: """
                final class Tag {
                    var id: Int? {
                        get {
                            _$withState {
                                $0.attributes.id
                            }
                        }
                        set {
                            let _$mustAnnounce = _$withState {
                                $0.write(0) {
                                    $0.id = newValue
                                }
                            }
                            if _$mustAnnounce {
                                _$announce()
                            }
                        }
                    }

                    struct _$Attributes: CinnabarORM.ModelAttributes {
                        var id: Int?

                        init(
                            id: Int?
                        ) {
                            self.id = id
                        }

                        init(_ row: CinnabarSQL.RowReader) throws {
                            let column0: Int = try row.get(0)
                            self.id = column0
                        }

                        static func primaryKey(_ row: CinnabarSQL.RowReader) throws -> Int {
                            try row.get(0)
                        }

                        var primaryKey: Int? {
                            self.id
                        }

                        static func values(of key: Int) -> [CinnabarSQL.SQLValue] {
                            [key.sqlValue]
                        }

                        func value(_ column: Int) -> CinnabarSQL.SQLValue {
                            switch column {
                            case 0:
                                self.id.sqlValue
                            default:
                                .null
                            }
                        }

                        mutating func set(_ column: Int, to value: CinnabarSQL.SQLValue) throws {
                            switch column {
                            case 0:
                                self.id = try value.decode(as: Int?.self)
                            default:
                                break
                            }
                        }
                    }

                    private let _$lock = CinnabarORM.ModelLock()

                    @exclusivity(unchecked) private nonisolated(unsafe) var _$state: CinnabarORM.ModelState<_$Attributes>

                    init(_$state: consuming CinnabarORM.ModelState<_$Attributes>) {
                        self._$state = _$state
                    }

                    func _$withState<Result>(
                        _ body: (inout CinnabarORM.ModelState<_$Attributes>) throws -> Result
                    ) rethrows -> Result {
                        try _$lock.withLock {
                            try body(&_$state)
                        }
                    }

                    init(
                        id: Int? = nil
                    ) {
                        _$state = CinnabarORM.ModelState(
                            _$Attributes(
                                id: id
                            )
                        )
                    }

                    typealias PrimaryKey = Int

                    static var tableName: String {
                        "tags"
                    }

                    static let reference: CinnabarSQL.TableReference = .init(schema: tableSchema, name: tableName)

                    static let id: CinnabarSQL.Column<Tag, Int> = .init("id", primaryKey: true)

                    static let _$mapper: CinnabarORM.Mapper = .init(
                        Tag.self,
                        name: "Tag",
                        attributes: [
                            CinnabarORM.Attribute("id", id)
                        ]
                    )

                    struct Row: CinnabarSQL.SelectableRow, CinnabarSQL.InsertableRow, Codable, Hashable {
                        typealias Table = Tag

                        static var tableName: String {
                            Tag.tableName
                        }
                        static var tableSchema: String? {
                            Tag.tableSchema
                        }
                        static var reference: CinnabarSQL.TableReference {
                            Tag.reference
                        }
                        static var table: CinnabarSQL.Table {
                            Tag.table
                        }
                        static var selection: [CinnabarSQL.Node] {
                            Tag.selection
                        }
                        static var insertColumns: [String] {
                            ["id"]
                        }

                        var id: Int

                        init(
                            id: Int
                        ) {
                            self.id = id
                        }

                        init(row: CinnabarSQL.RowReader) throws {
                            let column0: Int = try row.get(0)
                            self.id = column0
                        }

                        func appendValues(to values: inout [CinnabarSQL.SQLValue]) {
                            values.append(self.id.sqlValue)
                        }
                    }

                    var row: Row {
                        get throws {
                            try _$withState { state in
                                try Row(
                                    id: CinnabarORM._$required(state.attributes.id, "id")
                                )
                            }
                        }
                    }

                    static var rows: CinnabarSQL.EntitySelection<Row> {
                        Row.entity
                    }
                }

                nonisolated extension Tag: Model {
                }
                """, macroSpecs: macros)
    }
}
