import Cinnabar
import CinnabarSQLite

let engine = try AsyncEngine("sqlite:///:memory:", drivers: [.sqlite])

func text(_ statement: some Statement) throws -> String { try statement.compile(for: engine.dialect).sql }

print(try Queries.all("Ann", 2000, [1, 2, 3]).count)
await engine.dispose()
