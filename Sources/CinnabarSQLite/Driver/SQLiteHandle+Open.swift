import CSQLite
import CinnabarEngine
import CinnabarSQL

extension SQLiteHandle {
    /// Opens the database that `options` name and makes its settings.
    static func open(_ options: SQLiteOptions, role: Role) throws -> SQLiteHandle {
        var flags: Int32
        switch options.mode {
        case _ where options.isReadOnly: flags = SQLITE_OPEN_READONLY
        case .readOnly: flags = SQLITE_OPEN_READONLY
        case .readWrite: flags = SQLITE_OPEN_READWRITE
        case .create, .memory: flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
        if options.sharesCache { flags |= SQLITE_OPEN_SHAREDCACHE }
        if !options.followsLinks { flags |= SQLITE_OPEN_NOFOLLOW }
        do {
            let handle = try SQLiteHandle(
                filename: options.filename, flags: flags, vfs: options.vfs,
                busyTimeout: options.busyTimeout.clampedNanoseconds)
            do {
                // Opening reads nothing: this finds out whether it is a database.
                _ = try handle.scalar("PRAGMA schema_version")
                try handle.configure(options, role: role)
            } catch {
                handle.close()
                throw error
            }
            return handle
        } catch let error as DatabaseError {
            throw SQLitePathDiagnosis.explain(error, options)
        }
    }
}

extension SQLiteOptions {
    /// A URI, so that no path can be mistaken for one.
    var filename: String {
        var parameters = uriParameters
        switch location {
        case .memory(name: nil): return ":memory:"
        case .memory(name: .some(let name)):
            parameters.append("mode=memory")
            return "file:" + name.percentEncoded + "?" + parameters.joined(separator: "&")
        case .file(let path):
            if isImmutable { parameters.append("immutable=1") }
            let query = parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
            // Three slashes in all: an absolute path that begins with two would be taken for a host.
            let authority = path.utf8.first == UInt8(ascii: "/") ? "//" : ""
            return "file:" + authority + path.percentEncoded + query
        }
    }
}

extension String {
    fileprivate var percentEncoded: String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return result
    }
}
