import Cinnabar
import Hummingbird

struct UserRoutes: Sendable {
    let sessions: AsyncSessionMaker

    func add(to router: Router<BasicRequestContext>) {
        router.get("users", use: page)
        router.post("users", use: create)
        router.get("users/:id", use: show)
        router.patch("users/:id", use: change)
        router.delete("users/:id", use: remove)
    }

    /// A keyset page: as fast on the last page as on the first, and steady while rows come and go.
    @Sendable func page(_ request: Request, _ context: BasicRequestContext) async throws -> UserPage {
        let limit = min(max(try request.number("limit") ?? 20, 1), 100)
        let after = try request.number("after") ?? 0
        // One more than asked for tells whether there is a next page.
        let found = try await sessions.engine.execute(
            select(User.rows).where(User.id > after).order(by: User.id).limit(limit + 1)
        ).all()
        let users = Array(found.prefix(limit))
        return UserPage(users: users, next: found.count > limit ? users.last?.id : nil)
    }

    @Sendable func create(_ request: Request, _ context: BasicRequestContext) async throws
        -> EditedResponse<UserDetail>
    {
        let new = try await request.decode(as: NewUser.self, context: context)
        let detail = try await sessions.begin { session in
            let user = User(
                name: new.name, email: new.email, age: new.age, posts: [], profile: new.bio.map { Profile(bio: $0) })
            session.add(user)
            // What the database makes is in the answer.
            try await session.flush()
            return try UserDetail(user)
        }
        return EditedResponse(status: .created, headers: [.location: "/users/\(detail.user.id)"], response: detail)
    }

    @Sendable func show(_ request: Request, _ context: BasicRequestContext) async throws -> UserDetail {
        let id = try context.parameters.require("id", as: Int.self)
        return try await sessions.withSession { session in
            let user = try await session.getOne(
                User.self, id, options: [.joined(User.profile), .selectIn(User.posts)])
            return try UserDetail(user)
        }
    }

    @Sendable func change(_ request: Request, _ context: BasicRequestContext) async throws -> User.Row {
        let id = try context.parameters.require("id", as: Int.self)
        let change = try await request.decode(as: UserChange.self, context: context)
        return try await sessions.begin { session in
            let user = try await session.getOne(User.self, id)
            if let name = change.name { user.name = name }
            if let email = change.email { user.email = email }
            if let age = change.age { user.age = age }
            if let active = change.active { user.active = active }
            if let role = change.role { user.role = role }
            try await session.flush()
            return try user.row
        }
    }

    @Sendable func remove(_ request: Request, _ context: BasicRequestContext) async throws -> HTTPResponse.Status {
        let id = try context.parameters.require("id", as: Int.self)
        try await sessions.begin { session in
            // Posts, their comments and the profile go along.
            try await session.delete(session.getOne(User.self, id))
        }
        return .noContent
    }
}

extension Request {
    /// A number of the query string; nil when it is not there.
    func number(_ name: Substring) throws -> Int? {
        guard let text = uri.queryParameters[name] else { return nil }
        guard let number = Int(text) else { throw HTTPError(.badRequest, message: "\(name) is not a number") }
        return number
    }
}
