import Cinnabar
import Hummingbird

/// Tells the client what the database's refusal means for it.
struct DatabaseErrors: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as DatabaseError {
            context.logger.debug("database error", metadata: ["error": "\(error)"])
            throw error.answer
        } catch is StaleDataError {
            throw HTTPError(.conflict, message: "somebody else changed or deleted it meanwhile")
        }
    }
}

extension DatabaseError {
    /// The server's own text stays here: it can name what is none of the client's business.
    fileprivate var answer: HTTPError {
        switch kind {
        case .uniqueViolation: HTTPError(.conflict, message: "\(takenColumn) is taken")
        case .foreignKeyViolation: HTTPError(.conflict, message: "something that this refers to is gone")
        case .noRows: HTTPError(.notFound, message: message)
        case .invalidValue, .valueTooLarge: HTTPError(.badRequest, message: "a value does not fit its column")
        case .connectionFailed, .connectionLost, .tooManyConnections, .poolTimeout, .poolClosed, .timeout:
            HTTPError(.serviceUnavailable, message: "the database does not answer")
        default: HTTPError(.internalServerError)
        }
    }

    /// SQLite names the column, PostgreSQL the constraint.
    private var takenColumn: String {
        if isUniqueViolation(of: User.email) { return "email" }
        if isUniqueViolation(of: Tag.name) { return "name" }
        return columns.first ?? "a value"
    }
}
