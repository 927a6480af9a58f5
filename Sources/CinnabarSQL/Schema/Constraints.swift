public struct PrimaryKey: Sendable, Hashable {
    public var columns: [String]
    public var name: String?

    public init(columns: [String], name: String? = nil) {
        self.columns = columns
        self.name = name
    }
}

public struct ForeignKey: Sendable, Hashable {
    public var columns: [String]
    public var referencedSchema: String?
    public var referencedTable: String
    public var referencedColumns: [String]
    public var onDelete: ReferentialAction?
    public var onUpdate: ReferentialAction?
    public var deferrable: Deferrability?
    public var name: String?

    public init(
        columns: [String], referencedSchema: String? = nil, referencedTable: String, referencedColumns: [String],
        onDelete: ReferentialAction? = nil, onUpdate: ReferentialAction? = nil, deferrable: Deferrability? = nil,
        name: String? = nil
    ) {
        self.columns = columns
        self.referencedSchema = referencedSchema
        self.referencedTable = referencedTable
        self.referencedColumns = referencedColumns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.deferrable = deferrable
        self.name = name
    }

    init(columns: [String], reference: ForeignKeyReference) {
        self.init(
            columns: columns, referencedSchema: reference.schema, referencedTable: reference.table,
            referencedColumns: [reference.column], onDelete: reference.onDelete, onUpdate: reference.onUpdate,
            deferrable: reference.deferrable)
    }
}

public struct UniqueConstraint: Sendable, Hashable {
    public var columns: [String]
    public var name: String?

    public init(columns: [String], name: String? = nil) {
        self.columns = columns
        self.name = name
    }
}

public struct CheckConstraint: Sendable, Hashable {
    /// The condition, written as it is.
    public var sql: String
    public var name: String?

    public init(_ sql: String, name: String? = nil) {
        self.sql = sql
        self.name = name
    }
}

public struct Index: Sendable, Hashable {
    public struct Part: Sendable, Hashable {
        public enum Content: Sendable, Hashable {
            case column(String)
            /// An expression, written as it is.
            case expression(String)
        }

        public var content: Content
        public var descending = false
        /// How the values are compared (`text_pattern_ops`, `jsonb_path_ops`, …) where the database has a choice.
        public var operatorClass: String?

        public static func column(_ name: String, descending: Bool = false, operatorClass: String? = nil) -> Part {
            Part(content: .column(name), descending: descending, operatorClass: operatorClass)
        }
        public static func expression(_ sql: String, descending: Bool = false, operatorClass: String? = nil) -> Part {
            Part(content: .expression(sql), descending: descending, operatorClass: operatorClass)
        }
    }

    public var parts: [Part]
    public var name: String?
    public var isUnique: Bool
    /// The condition of a partial index, written as it is.
    public var condition: String?
    /// The access method (`gin`, `gist`, …) where the database has more than one.
    public var method: String?
    /// Columns that the index carries without being ordered by them (`INCLUDE`).
    public var included: [String]

    public init(
        _ parts: [Part], name: String? = nil, unique: Bool = false, where condition: String? = nil,
        method: String? = nil, including included: [String] = []
    ) {
        self.included = included
        self.parts = parts
        self.name = name
        self.isUnique = unique
        self.condition = condition
        self.method = method
    }
}
