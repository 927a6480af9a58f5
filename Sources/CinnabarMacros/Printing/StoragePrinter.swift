/// The struct of all attributes, and the object's storage of it.
struct StoragePrinter {
    let model: ModelDescription

    var declarations: [String] {
        let access = model.access
        return [
            attributes,
            "private let _$lock = CinnabarORM.ModelLock()",
            // Unchecked: `_$lock` is held around each access, and accesses inside one another are not made.
            "@exclusivity(unchecked) private nonisolated(unsafe) var _$state: CinnabarORM.ModelState<_$Attributes>",
            "\(access)init(_$state: consuming CinnabarORM.ModelState<_$Attributes>) {\n    self._$state = _$state\n}",
            """
            \(access)func _$withState<Result>(
                _ body: (inout CinnabarORM.ModelState<_$Attributes>) throws -> Result
            ) rethrows -> Result {
                try _$lock.withLock { try body(&_$state) }
            }
            """,
        ]
    }

    private var attributes: String {
        let all = model.attributes
        let access = model.access
        let fields = all.map { "var \($0.identifier): \($0.storedType)" }
        let parameters = all.map { "\($0.identifier): \($0.storedType)" }
        let assignments = all.map { "self.\($0.identifier) = \($0.identifier)" }
        return """
            \(access)struct _$Attributes: CinnabarORM.ModelAttributes {
            \(SourceText.lines(fields, depth: 1))

                init(
            \(SourceText.lines(parameters, depth: 2, separator: ","))
                ) {
            \(SourceText.lines(assignments, depth: 2))
                }

                \(access)init(_ row: CinnabarSQL.RowReader) throws {
            \(SourceText.lines(reads, depth: 2))
                }

            \(SourceText.lines(KeyPrinter(model: model).attributeMembers, depth: 1, separator: "\n"))

                \(access)func value(_ column: Int) -> CinnabarSQL.SQLValue {
                    switch column {
            \(SourceText.lines(all.map { "case \($0.position): self.\($0.identifier).sqlValue" }, depth: 2))
                    default: .null
                    }
                }

                \(access)mutating func set(_ column: Int, to value: CinnabarSQL.SQLValue) throws {
                    switch column {
            \(SourceText.lines(all.map(set), depth: 2))
                    default: break
                    }
                }
            }
            """
    }

    /// NOT NULL columns that are declared Optional are read as what they are.
    ///
    /// Assigned last, all together: a struct that is half made would have to be taken apart at each throw.
    private var reads: [String] {
        let reads = model.loaded.enumerated().map { "let column\($0): \($1.columnType) = try row.get(\($0))" }
        var place = 0
        let taken = model.attributes.map { attribute in
            guard !attribute.isDeferred else { return "self.\(attribute.identifier) = .unloaded" }
            defer { place += 1 }
            return "self.\(attribute.identifier) = column\(place)"
        }
        return reads + taken
    }

    private func set(_ attribute: AttributeDescription) -> String {
        attribute.isDeferred
            ? "case \(attribute.position): try self.\(attribute.identifier).set(value)"
            : "case \(attribute.position): self.\(attribute.identifier) = "
                + "try value.decode(as: \(attribute.asMetatype))"
    }
}

extension AttributeDescription {
    var storedType: String { isDeferred ? "CinnabarORM.DeferredSlot<\(type)>" : type }
    var asMetatype: String { "\(type).self" }
}
