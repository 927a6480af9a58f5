// Written from a database's schema. Columns whose type has no Swift type are left out, with a comment that
// names the type; types spelled like a text type are String.

public import Cinnabar
public import FoundationEssentials

@Model("users", comment: "who writes")
public final class User {
    @PrimaryKey public var id: Int?
    @Column(.varchar(100)) public var name: String
    public var mood: Mood?
    @Column(name: "createdAt", serverDefault: .now) public var createdAt: Date?

    @Relationship(foreignKey: \Post.authorID) public var posts: Many<Post>

    #Unique(\User.name, name: "users_name_key")
    #Check("name <> ''", name: "name_not_empty")
}
