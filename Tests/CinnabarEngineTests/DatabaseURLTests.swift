import CinnabarEngine
import CinnabarSQL
import XCTest

/// S12: the values that libpq 15's `PQconninfoParse` gives, and where we are stricter.
final class DatabaseURLTests: XCTestCase {
    func testSQLitePathsFollowTheThirdSlash() throws {
        try assertDatabase("sqlite:///app.db", "app.db")
        try assertDatabase("sqlite:////var/lib/app.db", "/var/lib/app.db")
        try assertDatabase("sqlite:///a%20b.db", "a b.db")
        try assertDatabase("sqlite:///me@home/a#1+2.db", "me@home/a#1+2.db")
        try assertDatabase("sqlite+aiosqlite:///app.db", "app.db")
        XCTAssertEqual(try DatabaseURL("sqlite:///app.db?mode=ro").parameters, ["mode": "ro"])
    }

    func testSQLiteWithoutAPathIsInMemory() throws {
        for text in ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://?mode=memory"] {
            try assertDatabase(text, ":memory:")
        }
    }

    func testSQLiteTakesNoHost() {
        for text in ["sqlite://app.db", "sqlite://user@host/app.db", "file:app.db", "file:///app.db?x"] {
            assertMalformed(text)
        }
    }

    func testEveryPartIsRead() throws {
        let url = try DatabaseURL("postgresql://user:password@localhost:5432/mydb?sslmode=require&connect_timeout=3")
        XCTAssertEqual(url.scheme, "postgresql")
        XCTAssertEqual(url.user, "user")
        XCTAssertEqual(url.password, "password")
        XCTAssertEqual(url.hosts, [.init(name: "localhost", port: 5432)])
        XCTAssertEqual(url.database, "mydb")
        XCTAssertEqual(url.parameters, ["sslmode": "require", "connect_timeout": "3"])
    }

    func testSchemesAreLowercasedAndLoseTheirDriver() throws {
        XCTAssertEqual(try DatabaseURL("postgres://h").scheme, "postgres")
        XCTAssertEqual(try DatabaseURL("PostgreSQL+AsyncPG://h").scheme, "postgresql")
        for text in ["", "localhost/db", "://h", "postgresql:/h", "postgresql:h", "+x://h", "1://h", "a b://h"] {
            assertMalformed(text)
        }
    }

    func testUserInfoEndsAtTheFirstAt() throws {
        try assertUser("postgresql://u:p:q@h", "u", "p:q")
        try assertUser("postgresql://:p@h", nil, "p")
        try assertUser("postgresql://u:@h", "u", nil)
        try assertUser("postgresql://@h", nil, nil)
        try assertUser("postgresql://u%40:p%3A@h", "u@", "p:")
        try assertUser("postgresql://u:p?x@h/d", "u", "p?x")
        try assertUser("postgresql://h", nil, nil)
    }

    func testUserPasswordAndDatabaseInTheQueryWinAndAreNoParameters() throws {
        let url = try DatabaseURL("postgresql://u:first@h/d?password=second&user=v&dbname=e&a=b")
        XCTAssertEqual(url.password, "second")
        XCTAssertEqual(url.user, "v")
        XCTAssertEqual(url.database, "e")
        XCTAssertEqual(url.parameters, ["a": "b"])
        XCTAssertEqual(try DatabaseURL("sqlite:///a.db?user=u&host=h").parameters, ["user": "u", "host": "h"])
    }

    func testHostsAndPortsInTheQueryWin() throws {
        try assertHosts("postgresql:///d?host=/run/pg&port=6", [.init(name: "/run/pg", port: 6)])
        try assertHosts("postgresql://h:5/d?host=g", [.init(name: "g", port: 5)])
        try assertHosts("postgresql://h:5/d?port=6", [.init(name: "h", port: 6)])
        try assertHosts("postgresql://h,g/d?port=6", [.init(name: "h", port: 6), .init(name: "g", port: 6)])
        try assertHosts("postgresql://?host=h,g&port=5,", [.init(name: "h", port: 5), .init(name: "g")])
        try assertHosts("postgresql://h?host=", [])
        for query in ["host=a,b&port=1,2,3", "port=1,2", "port=x", "port=0", "host=h&port=70000"] {
            assertMalformed("postgresql:///d?" + query)
        }
    }

    func testHosts() throws {
        try assertHosts("postgresql://", [])
        try assertHosts("postgresql:///d", [])
        try assertHosts("postgresql://u:p@/d", [])
        try assertHosts("postgresql://h:", [.init(name: "h")])
        try assertHosts("postgresql://:5", [.init(name: "", port: 5)])
        try assertHosts("postgresql://h:1,g:2/d", [.init(name: "h", port: 1), .init(name: "g", port: 2)])
        try assertHosts("postgresql://h,g:2", [.init(name: "h"), .init(name: "g", port: 2)])
        try assertHosts("postgresql://h,/d", [.init(name: "h"), .init(name: "")])
        try assertHosts("postgresql://[::1]:5/d", [.init(name: "::1", port: 5)])
        try assertHosts("postgresql://[fe80::1%25eth0]", [.init(name: "fe80::1%eth0")])
        try assertHosts("postgresql://%2Fvar%2Frun/d", [.init(name: "/var/run")])
        try assertHosts("postgresql://%40abstract/d", [.init(name: "@abstract")])
        for text in ["[::1", "[]", "[::1]x", "h%2Cg", "u:p@x@h/d", "u:p@x/y@h/d"] {
            assertMalformed("postgresql://" + text)
        }
    }

    func testPortsAreNumbersFrom1To65535() throws {
        try assertHosts("postgresql://h:65535", [.init(name: "h", port: 65535)])
        try assertHosts("postgresql://h:%35", [.init(name: "h", port: 5)])
        for port in ["0", "65536", "99999999999999999999", "abc", "+5", "-5", " 5", "5 ", "1:2", "0x10", "٣"] {
            assertMalformed("postgresql://h:\(port)/d")
        }
    }

    func testPlusAndHashStandForThemselves() throws {
        let url = try DatabaseURL("postgresql://a+b@h/d#x?options=c+d#e%20f")
        XCTAssertEqual(url.user, "a+b")
        XCTAssertEqual(url.database, "d#x")
        XCTAssertEqual(url.parameters, ["options": "c+d#e f"])
    }

    func testBadEscapesAreRefusedEverywhere() {
        for escape in ["%", "%2", "%zz", "%2g", "%00", "%ff", "%C3%28"] {
            for text in ["\(escape)@h", "u:\(escape)@h", escape, "h:\(escape)", "h/\(escape)", "h?a=\(escape)"] {
                assertMalformed("postgresql://" + text)
            }
            assertMalformed("postgresql://h?\(escape)=a")
            assertMalformed("sqlite:///\(escape)")
        }
        for text in ["postgresql://h\n", "postgresql://h/\0", "\tsqlite://"] { assertMalformed(text) }
    }

    func testLastOfEqualKeysWins() throws {
        XCTAssertEqual(try DatabaseURL("postgresql://h?a=1&%61=2&b=3&").parameters, ["a": "2", "b": "3"])
        XCTAssertEqual(try DatabaseURL("postgresql://h/d?a=b?c/d").parameters, ["a": "b?c/d"])
        XCTAssertEqual(try DatabaseURL("postgresql://h/d?").parameters, [:])
        for query in ["a", "a=b=c", "&a=b", "=b", "a=b&&c=d"] { assertMalformed("postgresql://h/d?" + query) }
    }

    func testErrorsSayWhatToWrite() {
        XCTAssertThrowsError(try DatabaseURL("postgresql://u:pa/ss@h/d")) {
            XCTAssertEqual(
                "\($0)",
                "configuration: the database URL is malformed: a port is not a number from 1 to 65535 "
                    + "(a \":\", \"/\" or \"@\" in a user name or password is written %3A, %2F or %40)")
        }
        XCTAssertThrowsError(try DatabaseURL("localhost")) {
            XCTAssertEqual(
                "\($0)",
                "configuration: the database URL is malformed: it starts with no scheme, "
                    + "such as sqlite:// or postgresql://")
        }
    }
}

extension DatabaseURLTests {
    private func assertDatabase(_ text: String, _ expected: String, line: UInt = #line) throws {
        let url = try DatabaseURL(text)
        XCTAssertEqual(url.database, expected, text, line: line)
        XCTAssertEqual(url.scheme, "sqlite", text, line: line)
        XCTAssertEqual(url.hosts, [], text, line: line)
    }

    private func assertUser(_ text: String, _ user: String?, _ password: String?, line: UInt = #line) throws {
        let url = try DatabaseURL(text)
        XCTAssertEqual(url.user, user, text, line: line)
        XCTAssertEqual(url.password, password, text, line: line)
        XCTAssertEqual(url.hosts, [.init(name: "h")], text, line: line)
    }

    private func assertHosts(_ text: String, _ hosts: [DatabaseURL.Host], line: UInt = #line) throws {
        XCTAssertEqual(try DatabaseURL(text).hosts, hosts, text, line: line)
    }

    private func assertMalformed(_ text: String, line: UInt = #line) {
        XCTAssertThrowsError(try DatabaseURL(text), text, line: line) {
            XCTAssertEqual(($0 as? DatabaseError)?.kind, .configuration, text, line: line)
        }
    }
}
