public import Cinnabar

@Model("tags")
public final class Tag {
    @PrimaryKey @Column(.varchar(40)) public var name: String

    @Relationship(through: PostTag.self) public var posts: Many<Post>
}
