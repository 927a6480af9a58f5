import Cheatsheet
import ExampleSupport

await runExample {
    try await ExampleDatabase.withDatabase { try await Cheatsheet.run(on: $0) }
}
