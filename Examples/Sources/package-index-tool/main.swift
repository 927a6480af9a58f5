import ExampleSupport
import PackageIndex

try await report()
