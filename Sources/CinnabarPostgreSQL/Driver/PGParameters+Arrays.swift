import CinnabarSQL

extension PGParameters {
    /// An array in binary, or as text where the element's type has no number that we know.
    func writeArray(_ type: SQLType, _ elements: [SQLValue]) throws -> (type: UInt32, isBinary: Bool) {
        var element = type
        while case .array(let inner) = element { element = inner }
        guard let oid = Self.elementType(element), let arrayType = PGOID.arrays[oid] else {
            var text = ""
            try PGArrayText.append(elements, to: &text, parameter: count + 1)
            try writeText(text)
            write(0 as UInt8)
            return (PGOID.unknownType, false)
        }
        var dimensions: [Int] = []
        try Self.measure(elements, depth: 0, &dimensions, parameter: count + 1)
        // Without elements there are no dimensions at all.
        if dimensions.contains(0) { dimensions = [] }
        guard dimensions.count <= 6 else { throw invalidArray("more than six dimensions") }
        write(Int32(dimensions.count))
        let flags = byteCount
        write(0 as Int32)
        write(oid)
        for dimension in dimensions {
            write(Int32(truncatingIfNeeded: dimension))
            write(1 as Int32)
        }
        var hasNull = false
        if !dimensions.isEmpty { try writeElements(elements, oid, &hasNull) }
        if hasNull { patch(1, at: flags) }
        return (arrayType, true)
    }

    private func writeElements(_ elements: [SQLValue], _ oid: UInt32, _ hasNull: inout Bool) throws {
        for element in elements {
            switch element {
            // The commonest, without a second look.
            case .integer(let value) where oid == PGOID.int8:
                let place = room(12)
                place.storeBytes(of: Int32(8).bigEndian, as: Int32.self)
                place.storeBytes(of: value.bigEndian, toByteOffset: 4, as: Int64.self)
            case .array(_, let inner): try writeElements(inner, oid, &hasNull)
            case .null:
                hasNull = true
                write(-1 as Int32)
            default:
                let start = byteCount
                write(0 as Int32)
                try writeElement(element, oid)
                patch(Int32(truncatingIfNeeded: byteCount - start - 4), at: start)
            }
        }
    }

    private func writeElement(_ element: SQLValue, _ oid: UInt32) throws {
        switch (element, oid) {
        case (.integer(let value), PGOID.int2): write(try narrow(value, Int16.self))
        case (.integer(let value), PGOID.int4): write(try narrow(value, Int32.self))
        case (.integer(let value), PGOID.int8): write(value)
        case (.integer(let value), PGOID.float8): write(Double(value).bitPattern)
        case (.real(let value), PGOID.float4): write(Float(value).bitPattern)
        case (.text(let text), PGOID.text), (.enumeration(_, let text), PGOID.text): try writeText(text)
        default:
            let (type, isBinary) = try write(element, .value)
            guard type == oid, isBinary else { throw invalidArray("an element that is not \(PGOID.typeName(oid))") }
        }
    }

    private func narrow<Value: FixedWidthInteger>(_ value: Int64, _ type: Value.Type) throws -> Value {
        guard let narrow = Value(exactly: value) else {
            throw invalidArray("\(value), which does not fit into \(Value.bitWidth) bits")
        }
        return narrow
    }

    private static func measure(
        _ elements: [SQLValue], depth: Int, _ dimensions: inout [Int], parameter: Int
    ) throws {
        if depth == dimensions.count { dimensions.append(elements.count) }
        var nested = 0
        for case .array(_, let inner) in elements {
            nested += 1
            try measure(inner, depth: depth + 1, &dimensions, parameter: parameter)
        }
        guard dimensions[depth] == elements.count, nested == 0 || nested == elements.count,
            nested > 0 || depth == dimensions.count - 1
        else {
            throw DatabaseError(.invalidValue, "parameter \(parameter): the array's parts have different lengths")
        }
    }

    private func invalidArray(_ what: String) -> DatabaseError {
        DatabaseError(.invalidValue, "parameter \(count + 1): the array has \(what)")
    }

    private static func elementType(_ type: SQLType) -> UInt32? {
        switch type {
        case .boolean: PGOID.bool
        case .smallint: PGOID.int2
        case .integer: PGOID.int4
        case .bigint: PGOID.int8
        case .real: PGOID.float4
        case .double: PGOID.float8
        case .numeric: PGOID.numeric
        case .text, .varchar, .char: PGOID.text
        case .blob: PGOID.bytea
        case .timestamp: PGOID.timestamptz
        case .localTimestamp: PGOID.timestamp
        case .date: PGOID.date
        case .time: PGOID.time
        case .interval: PGOID.interval
        case .uuid: PGOID.uuid
        case .json: PGOID.jsonb
        case .array, .enumeration, .custom: nil
        }
    }
}

/// Arrays in PostgreSQL's text form, for elements whose type only the server knows: enum labels, extensions' types.
enum PGArrayText {
    static func append(_ elements: [SQLValue], to text: inout String, parameter: Int) throws {
        text += "{"
        for (place, element) in elements.enumerated() {
            if place > 0 { text += "," }
            switch element {
            case .null: text += "NULL"
            case .array(_, let inner): try append(inner, to: &text, parameter: parameter)
            case .text(let value), .enumeration(_, let value), .json(let value): quote(value, to: &text)
            case .integer(let value): text += "\(value)"
            case .real(let value): text += "\(value)"
            case .boolean(let value): text += value ? "t" : "f"
            default:
                throw DatabaseError(
                    .invalidValue, "parameter \(parameter): an array of a type of your own takes texts and numbers")
            }
        }
        text += "}"
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        text += "\""
    }
}
