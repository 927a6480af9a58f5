import ExampleSupport
import PackageIndex

await runExample {
    let options = try ReportOptions(Array(CommandLine.arguments.dropFirst()))
    try await ExampleDatabase.withDatabase { database in
        try await database.withEngine { engine in try await report(options, on: engine) }
    }
}
