import CinnabarEngine
import CinnabarSQL

public actor AsyncSession {
    let link = SessionLink()
    func load(_ object: any Model, _ index: Int) async throws {}
    func load(_ object: any Model, column: Int) async throws -> CinnabarSQL.SQLValue { .null }
}
extension Model {
    func load(_ index: Int) async throws {
        let path = "\(Self._$mapper.name).\(Self._$mapper.relationships[index].name)"
        guard let session = withCore({ $0.link })?.session else { throw NotLoadedError.detached(path) }
        try await session.load(self, index)
    }
}
