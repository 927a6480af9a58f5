import XCTest

@testable import CinnabarMacros

/// The parts of an expansion that differ most between models.
final class PrintingTests: XCTestCase {
    private let user = #"""
        @Model("users", schema: "app", comment: "People")
        final class User {
            #Index(\User.lastName, \User.name, unique: true, where: "active")
            #Unique(\User.name, name: "one_name")
            #Check("age > 0")
            @PrimaryKey var id: Int?
            @Column(.varchar(100), unique: true, index: true, comment: "Short") var name: String
            @Column(name: "surname", default: "Smith") var lastName: String
            @Column(serverDefault: .now, onUpdate: .now) var changedAt: Date?
            @Column(nullable: false) var age: Int?
            @Column(.version) var version: Int = 1
            var bio: Deferred<String?>
            @ForeignKey(\User.id, onDelete: .setNull, name: "fk") var bossID: Int?
            @ForeignKey(\Team.id) private var teamID: Int?
            @Relationship(foreignKey: \User.bossID) var boss: One<User?>
            @Relationship(foreignKey: \User.bossID, cascade: .all, orderBy: .ascending(\User.name)) var staff: Many<User>
            var team: One<Team>
            @Relationship(through: Membership.self, foreignKey: \Membership.userID, otherKey: \Membership.groupID)
            var groups: Many<Group>
        }
        """#

    func testStaticColumns() throws {
        XCTAssertEqual(
            StaticsPrinter(model: try model(user)).declarations.joined(separator: "\n"),
            """
            static var tableName: String {
                "users"
            }
            static var tableSchema: String? {
                "app"
            }
            static let reference: CinnabarSQL.TableReference = .init(schema: tableSchema, name: tableName)
            static let id: CinnabarSQL.Column<User, Int> = .init("id", primaryKey: true)
            static let name: CinnabarSQL.Column<User, String> = .init("name", .varchar(100), unique: true, index: true, comment: "Short")
            static let lastName: CinnabarSQL.Column<User, String> = .init("surname", makeDefault: { "Smith" })
            static let changedAt: CinnabarSQL.Column<User, Date> = .init("changed_at", serverDefault: .now, onUpdate: .now)
            static let age: CinnabarSQL.Column<User, Int> = .init("age")
            static let version: CinnabarSQL.Column<User, Int> = .init("version", makeDefault: { 1 })
            static let bio: CinnabarSQL.Column<User, String?> = .init("bio")
            static let bossID: CinnabarSQL.Column<User, Int?> = .init("boss_id")
            private static let teamID: CinnabarSQL.Column<User, Int> = .init("team_id")
            static var boss: CinnabarORM.OneRelationship<User, User?> {
                CinnabarORM.OneRelationship<User, User?>(0)
            }
            static var staff: CinnabarORM.ManyRelationship<User, User> {
                CinnabarORM.ManyRelationship<User, User>(1)
            }
            static var team: CinnabarORM.OneRelationship<User, Team> {
                CinnabarORM.OneRelationship<User, Team>(2)
            }
            static var groups: CinnabarORM.ManyRelationship<User, Group> {
                CinnabarORM.ManyRelationship<User, Group>(3)
            }
            """)
    }

    func testTheMapper() throws {
        XCTAssertEqual(
            MapperPrinter(model: try model(user)).declaration,
            """
            static let _$mapper: CinnabarORM.Mapper = .init(
                User.self,
                name: "User",
                attributes: [
                    CinnabarORM.Attribute("id", id),
                    CinnabarORM.Attribute("name", name),
                    CinnabarORM.Attribute("lastName", lastName),
                    CinnabarORM.Attribute("changedAt", changedAt),
                    CinnabarORM.Attribute("age", age),
                    CinnabarORM.Attribute("version", version, version: true),
                    CinnabarORM.Attribute("bio", bio, deferred: true),
                    CinnabarORM.Attribute("bossID", bossID, foreignKey: .init({ User.self }, "id", onDelete: .setNull, name: "fk")),
                    CinnabarORM.Attribute("teamID", teamID, foreignKey: .init({ Team.self }, "id"))
                ],
                relationships: [
                    CinnabarORM.RelationshipDefinition("boss", .optionalOne, target: { User.self }, foreignKey: .init({ User.self }, ["bossID"])),
                    CinnabarORM.RelationshipDefinition("staff", .many, target: { User.self }, foreignKey: .init({ User.self }, ["bossID"]), cascade: .all, order: { [User.name.ascending] }),
                    CinnabarORM.RelationshipDefinition("team", .one, target: { Team.self }),
                    CinnabarORM.RelationshipDefinition("groups", .many, target: { Group.self }, through: { Membership.self }, foreignKey: .init({ Membership.self }, ["userID"]), otherKey: .init({ Membership.self }, ["groupID"]))
                ],
                items: [
                    .index([.column("surname"), .column("name")], unique: true, where: "active"),
                    .unique(["name"], name: "one_name"),
                    .check("age > 0")
                ],
                comment: "People"
            )
            """)
    }

    func testTheInitializer() throws {
        XCTAssertEqual(
            InitializerPrinter(model: try model(user)).declaration,
            """
            init(
                id: Int? = nil,
                name: String,
                lastName: String = "Smith",
                changedAt: Date? = nil,
                age: Int? = nil,
                version: Int = 1,
                bio: String? = nil,
                bossID: Int? = nil,
                teamID: Int? = nil,
                boss: User? = nil,
                staff: [User] = [],
                team: Team? = nil,
                groups: [Group] = []
            ) {
                _$state = CinnabarORM.ModelState(
                    _$Attributes(
                        id: id,
                        name: name,
                        lastName: lastName,
                        changedAt: changedAt,
                        age: age,
                        version: version,
                        bio: .loaded(bio),
                        bossID: bossID,
                        teamID: teamID
                    )
                )
                _$fill(0, boss)
                _$fill(1, staff)
                _$fill(2, team)
                _$fill(3, groups)
            }
            """)
    }
}
