import CinnabarSQL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Says why a file cannot be opened: SQLite's own words are the same for everything.
enum SQLitePathDiagnosis {
    /// Names the file in an error that came while it was opened, with what to do where that can be told.
    static func explain(_ error: DatabaseError, _ options: SQLiteOptions) -> DatabaseError {
        guard error.kind != .configuration else { return error }
        var fields = error.fields
        fields.sql = nil
        let prefix = "cannot open the SQLite database \"\(options.displayName)\": "
        guard case .file(let path) = options.location, let (reason, hint) = reason(path, options, error) else {
            fields.message = prefix + error.message
            return DatabaseError(fields)
        }
        fields.message = prefix + reason
        fields.hint = hint ?? fields.hint
        return DatabaseError(fields)
    }

    private static func reason(
        _ path: String, _ options: SQLiteOptions, _ error: DatabaseError
    ) -> (reason: String, hint: String?)? {
        if error.kind == .notADatabase { return ("the file is not a SQLite database", error.hint) }
        guard [.connectionFailed, .readOnly, .io].contains(error.kind) else { return nil }
        let directory = path.directoryName
        switch kind(directory) {
        case nil:
            return ("the directory \"\(directory)\" does not exist", "SQLite creates files, but no directories")
        case S_IFDIR?: break
        default: return ("\"\(directory)\" is not a directory", nil)
        }
        switch kind(path) {
        case S_IFDIR?: return ("it is a directory", "give the path of a file in it")
        case nil where options.isReadOnly || options.mode == .readWrite:
            return ("there is no such file", "mode=rwc, the default, creates it")
        case nil where access(directory, W_OK) != 0:
            return ("the directory \"\(directory)\" is not writable", nil)
        case nil: return nil
        default: break
        }
        if !options.followsLinks, isLink(path) { return ("it is a symbolic link, and nofollow is on", nil) }
        if access(path, R_OK) != 0 { return ("the file is not readable", nil) }
        if !options.isReadOnly, access(path, W_OK) != 0 {
            return ("the file is not writable", "open it with mode=ro to read only")
        }
        if access(directory, W_OK) != 0 {
            return options.isReadOnly
                ? (
                    "its directory is not writable, and a database in WAL mode needs files beside it even to be read",
                    "if nobody writes to the file, open it with immutable=1"
                )
                : (
                    "the directory \"\(directory)\" is not writable, and SQLite keeps its log beside the file",
                    "open it with mode=ro to read only"
                )
        }
        return nil
    }

    /// The file's type bits; nil when there is none.
    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

extension String {
    fileprivate var directoryName: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
