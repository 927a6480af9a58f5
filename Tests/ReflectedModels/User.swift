public import Cinnabar
public import FoundationEssentials

@Model("users", comment: "who writes")
public final class User {
    @PrimaryKey public var id: Int?
    @Column(.varchar(100), comment: "as it is\n\"written\"") public var name: String
    public var email: String?
    @Column(serverDefault: .value(.enumeration(Mood.sqlEnumType, "so so"))) public var mood: Mood?
    @Column(name: "createdAt", serverDefault: .now) public var createdAt: Date?
    @Column(nullable: true, serverDefault: .now) public var seenAt: Date?

    @Relationship(foreignKey: \Profile.userID) public var profile: One<Profile?>
    @Relationship(foreignKey: \Post.authorID) public var postsByAuthor: Many<Post>
    @Relationship(foreignKey: \Post.editorID) public var postsByEditor: Many<Post>

    #Unique(\User.name, name: "users_name_key")
    #Unique(\User.email)
    #Check("name <> ''", name: "name_not_empty")
}
