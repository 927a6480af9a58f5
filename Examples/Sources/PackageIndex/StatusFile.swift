import Foundation

/// One package of Debian's package database.
public struct DebianPackage: Sendable, Hashable {
    public struct Dependency: Sendable, Hashable {
        public let kind: String
        public let name: String
        public let constraint: String?
    }

    public let name: String
    public let version: String
    public let architecture: String
    public let installedSize: Int
    public let isEssential: Bool
    public let summary: String?
    public let section: String
    public let maintainer: String
    public let dependencies: [Dependency]
    public let provides: [String]
}

/// Reads `/var/lib/dpkg/status`, or the project's own small sample where there is none.
public enum StatusFile {
    public static let systemPath = "/var/lib/dpkg/status"

    public static func load() throws -> (source: String, packages: [DebianPackage]) {
        if let text = try? String(contentsOfFile: systemPath, encoding: .utf8), text.contains("Package:") {
            return (systemPath, parse(text))
        }
        return ("the project's sample", try sample())
    }

    /// The project's own small sample.
    public static func sample() throws -> [DebianPackage] {
        guard let sample = Bundle.module.url(forResource: "status", withExtension: "sample") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return parse(try String(contentsOf: sample, encoding: .utf8))
    }

    /// Installed packages only, one for each name and architecture.
    public static func parse(_ text: String) -> [DebianPackage] {
        var seen: Set<String> = []
        return text.components(separatedBy: "\n\n").compactMap { paragraph in
            let fields = fields(of: paragraph)
            guard let name = fields["Package"], fields["Status"]?.hasSuffix(" installed") ?? false else { return nil }
            let architecture = fields["Architecture"] ?? "all"
            guard seen.insert("\(name):\(architecture)").inserted else { return nil }
            return DebianPackage(
                name: name, version: fields["Version"] ?? "", architecture: architecture,
                installedSize: fields["Installed-Size"].flatMap { Int($0) } ?? 0,
                isEssential: fields["Essential"] == "yes", summary: fields["Description"],
                section: fields["Section"] ?? "unknown", maintainer: fields["Maintainer"] ?? "unknown",
                dependencies: dependencies(fields["Depends"], "depends")
                    + dependencies(fields["Pre-Depends"], "pre-depends")
                    + dependencies(fields["Recommends"], "recommends"),
                provides: dependencies(fields["Provides"], "provides").map(\.name))
        }
    }

    /// Only the first line of a folded field matters here.
    private static func fields(of paragraph: String) -> [String: String] {
        var fields: [String: String] = [:]
        for line in paragraph.split(separator: "\n") where line.first != " " {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[String(line[..<colon])] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return fields
    }

    /// `libc6 (>= 2.34), python3:any | python3-minimal`
    private static func dependencies(_ field: String?, _ kind: String) -> [DebianPackage.Dependency] {
        (field ?? "").split(whereSeparator: { $0 == "," || $0 == "|" }).compactMap { part in
            let words = part.split(separator: "(", maxSplits: 1)
            guard let first = words.first else { return nil }
            let name = first.split(separator: ":")[0].trimmingCharacters(in: .whitespaces)
            let constraint = words.count > 1 ? words[1].trimmingCharacters(in: CharacterSet(charactersIn: ") ")) : nil
            return name.isEmpty ? nil : DebianPackage.Dependency(kind: kind, name: name, constraint: constraint)
        }
    }
}

extension [DebianPackage] {
    /// The packages several times over; each copy depends on its own.
    func copied(_ count: Int) -> [DebianPackage] {
        guard count > 1 else { return self }
        return (1...count).flatMap { number in
            map { package in
                DebianPackage(
                    name: "\(package.name)-\(number)", version: package.version, architecture: package.architecture,
                    installedSize: package.installedSize, isEssential: package.isEssential, summary: package.summary,
                    section: package.section, maintainer: package.maintainer,
                    dependencies: package.dependencies.map { dependency in
                        DebianPackage.Dependency(
                            kind: dependency.kind, name: "\(dependency.name)-\(number)",
                            constraint: dependency.constraint)
                    }, provides: package.provides.map { "\($0)-\(number)" })
            }
        }
    }
}
