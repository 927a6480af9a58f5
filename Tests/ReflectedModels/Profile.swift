public import Cinnabar

@Model("profiles")
public final class Profile {
    @PrimaryKey @ForeignKey(\User.id, onDelete: .cascade) public var userID: Int?
    public var bio: String?
    public var bornOn: LocalDate?

    @Relationship(foreignKey: \Profile.userID) public var user: One<User>
}
