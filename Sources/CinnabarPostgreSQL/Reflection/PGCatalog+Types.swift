import CinnabarSQL

extension PGCatalog {
    /// A column's type, or that of an array's elements.
    struct ColumnType {
        var oid: OID
        var isArray: Bool
        /// `atttypmod`: -1 where the type is as it is.
        var modifier: Int
        /// As PostgreSQL writes it.
        var name: String
    }

    func sqlType(_ type: ColumnType) -> SQLType {
        let element = elementType(type)
        return type.isArray ? .array(element) : element
    }

    private func elementType(_ type: ColumnType) -> SQLType {
        if let found = enums[type.oid], !found.isExtensions { return .enumeration(value(found)) }
        return type.modifier < 0 ? Self.plainType(type) : Self.limitedType(type)
    }

    func value(_ type: Enum) -> EnumType {
        EnumType(type.name, schema: name(ofSchema: type.schema), labels: type.labels)
    }

    // The numbers of the built-in types never change.
    private static func plainType(_ type: ColumnType) -> SQLType {
        switch type.oid {
        case 16: .boolean
        case 17: .blob
        case 20: .bigint
        case 21: .smallint
        case 23: .integer
        case 25: .text
        case 700: .real
        case 701: .double
        case 1043: .varchar()
        case 1082: .date
        case 1083: .time
        case 1114: .localTimestamp
        case 1184: .timestamp
        case 1186: .interval
        case 1700: .numeric()
        case 2950: .uuid
        case 3802: .json
        default: .custom(type.name)
        }
    }

    /// A type with a length or precision; the server adds its header of four bytes.
    private static func limitedType(_ type: ColumnType) -> SQLType {
        let limit = type.modifier - 4
        switch type.oid {
        case 1042 where limit > 0: return .char(limit)
        case 1043 where limit > 0: return .varchar(limit)
        case 1700 where limit >= 0:
            // Eleven bits with a sign, since version 15.
            let scale = ((limit & 0x7FF) ^ 1024) - 1024
            return .numeric(precision: (limit >> 16) & 0xFFFF, scale: scale)
        default: return .custom(type.name)
        }
    }
}
