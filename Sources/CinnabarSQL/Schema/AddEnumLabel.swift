/// `ALTER TYPE … ADD VALUE`: one more label of an enum.
///
/// PostgreSQL lets the new label be used only after the transaction that added it.
public struct AddEnumLabel: SchemaStatement, Hashable {
    public var label: String
    /// The type's name.
    public var type: TableName
    /// The label before which it stands; at the end if nil.
    public var before: String?

    public init(_ label: String, to type: TableName, before: String? = nil) {
        self.label = label
        self.type = type
        self.before = before
    }

    public func writeDefinition(to writer: inout SQLWriter) throws {
        try writer.require(.nativeEnums, "enum types", instead: "the column's check holds the labels")
        writer.append("ALTER TYPE ")
        try writer.appendTable(type.reference)
        writer.append(" ADD VALUE \(try writer.dialect.literal(.text(label)))")
        if let before { writer.append(" BEFORE \(try writer.dialect.literal(.text(before)))") }
    }
}
