import CheatsheetCore

try await runCheatsheet()
