import CinnabarEngine
import CinnabarSQL
import XCTest

/// S7: no form of a URL, and no error about one, shows a password.
final class DatabaseURLSecrecyTests: XCTestCase {
    private let canary = "c4n4ry"

    func testDescriptionShowsStarsForThePassword() throws {
        let url = try DatabaseURL("postgresql://us%2Fer:c4n4ry@h:1,[::1]:2,%2Frun/my%20db?sslmode=require")
        XCTAssertEqual(url.description, "postgresql://us%2Fer:***@h:1,[::1]:2,%2Frun/my%20db?sslmode=require")
        XCTAssertEqual("\(try DatabaseURL("postgresql://:c4n4ry@/d"))", "postgresql://:***@/d")
        XCTAssertEqual("\(try DatabaseURL("sqlite:////tmp/a%3Fb.db?mode=ro"))", "sqlite:////tmp/a%3Fb.db?mode=ro")
    }

    func testSecretsAreHiddenInEveryForm() throws {
        let texts = [
            "postgresql://u:c4n4ry@h/d", "postgresql://:c4n4ry@h", "postgresql://u@h/d?password=c4n4ry",
            "postgresql://u@h/d?sslpassword=c4n4ry&passfile=c4n4ry", "postgresql://u@h/d?PassWord=c4n4ry",
            "postgresql://u@h/d?oauth_client_secret=c4n4ry", "sqlite:///a.db?key=c4n4ry&hexkey=c4n4ry",
        ]
        for text in texts {
            let url = try DatabaseURL(text)
            XCTAssertTrue(url.description.contains("***"), text)
            for form in forms(of: url) { XCTAssertFalse(form.contains(canary), "\(text): \(form)") }
        }
    }

    func testDescriptionParsesAgainToTheSameButThePassword() throws {
        let texts = [
            "postgresql://u:p@h:1,g/d?a=b&c=d%26", "postgresql://:5/d", "postgresql://,", "postgresql://?a=%40",
            "postgresql://[fe80::1%25eth0]:5/d%3Fe", "postgresql://%2Fa%3Ab/d", "postgresql://u%3A%40@h/%C3%A4",
            "sqlite://", "sqlite:////a%0Ab%25.db?mode=ro", "sqlite:///rel/a+b,c.db", "mock://h/%40",
        ]
        for text in texts {
            var expected = try DatabaseURL(text)
            if expected.password != nil { expected.password = "***" }
            XCTAssertEqual(try DatabaseURL(expected.description), expected, text)
        }
    }

    func testMalformedURLsDoNotShowThePasswordWhereverItStands() {
        var refused = 0
        for text in malformedURLs() {
            do {
                let url = try DatabaseURL(text)
                // libpq takes some for well-formed; then it must have found the password.
                for form in forms(of: url) { XCTAssertFalse(form.contains(canary), "\(text): \(form)") }
            } catch {
                refused += 1
                for form in forms(of: error) { XCTAssertFalse(form.contains(canary), "\(text): \(form)") }
            }
        }
        XCTAssertGreaterThan(refused, 500)
    }

    /// The password with every awkward character around it, in URLs that are broken in every place.
    private func malformedURLs() -> [String] {
        var passwords = [canary]
        for character in [
            "@", "/", ":", "?", "#", "%", "[", "]", "%zz", "%00", "\n", " ", "1/", "12/x", "a@b/", "=", ",",
        ] {
            passwords += [
                character + canary, canary + character, "x\(character)\(canary)", "1\(character)\(canary)\(character)2",
            ]
        }
        let forms = [
            "postgresql://u:PASSWORD@h:port/d", "postgresql://u:PASSWORD@h:99999/d", "postgresql://u:PASSWORD@[::1/d",
            "postgresql://u:PASSWORD@h/%zz", "postgresql://u:PASSWORD@h/d?a", "postgresql://u:PASSWORD@h/d?a=b=c",
            "u:PASSWORD@h/d", "postgresql:/u:PASSWORD@h/d",
            "postgresql//u:PASSWORD@h/d", "postgresql://u:PASSWORD@h:1:2/d", "postgresql://%zz:PASSWORD@h",
            "postgresql://u:PASSWORD@h/d?password=PASSWORD=", "postgresql://h/d?password=PASSWORD%",
            "sqlite://u:PASSWORD@h/d", "postgresql://u:PASSWORD@h/d", "postgresql://u:x@PASSWORD@h:y/d",
        ]
        // Without a host after it, an awkward password may well make a good URL: only the plain one is a mistake.
        return ["postgresql://u:c4n4ry", "postgresql://h:c4n4ry/d", "postgresql://h:1,g:c4n4ry?a=b"]
            + passwords.flatMap { password in forms.map { $0.replacing("PASSWORD", with: password) } }
    }

    private func forms(of value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var mirrored = ""
        for child in Mirror(reflecting: value).children { dump(child.value, to: &mirrored) }
        return ["\(value)", String(describing: value), String(reflecting: value), "\([value])", dumped, mirrored]
    }
}
