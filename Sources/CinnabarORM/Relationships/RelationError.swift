/// A relationship or a deferred attribute that is not there to be read.
public struct NotLoadedError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        /// Nothing has loaded it yet.
        case notLoaded
        /// It was loaded, and the object at its weak end is gone.
        case released
        /// It is not loaded, and the object has no session to load it with.
        case detached
        /// The row has none, and the type says that there is one.
        case missing
        /// The query forbade it with `.raise`.
        case raised
    }

    public let reason: Reason
    /// `User.posts`
    public let path: String
    public let description: String

    init(_ reason: Reason, _ path: String, _ description: String) {
        self.reason = reason
        self.path = path
        self.description = description
    }

    static func notLoaded(_ relationship: RelationshipDefinition, of owner: Mapper) -> NotLoadedError {
        let path = "\(owner.name).\(relationship.name)"
        let property = "\(owner.name.lowercasedFirst).\(relationship.name)"
        return NotLoadedError(
            .notLoaded, path, "\(path) is not loaded: add .selectIn(\(path)) or await \(property).load()")
    }

    static func released(_ relationship: RelationshipDefinition, of owner: Mapper) -> NotLoadedError {
        let path = "\(owner.name).\(relationship.name)"
        let property = "\(owner.name.lowercasedFirst).\(relationship.name)"
        return NotLoadedError(
            .released, path,
            "\(path) was loaded, and the object is gone because nothing held it: hold what you load first, or await "
                + "\(property).load() to fetch it again")
    }

    static func missing(_ relationship: RelationshipDefinition, of owner: Mapper) -> NotLoadedError {
        let path = "\(owner.name).\(relationship.name)"
        return NotLoadedError(
            .missing, path,
            "\(path) is empty, and its type says that it never is: declare it as One<…?> or set it")
    }

    static func detached(_ path: String) -> NotLoadedError {
        NotLoadedError(
            .detached, path,
            "\(path) is not loaded, and the object has no open session to load it with: load it before the session "
                + "closes, or merge the object into another session")
    }
}

extension String {
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
