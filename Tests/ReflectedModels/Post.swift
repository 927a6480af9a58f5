public import Cinnabar
public import FoundationEssentials

@Model("posts")
public final class Post {
    // place: left out, no Swift type for point
    @PrimaryKey public var id: Int?
    public var title: String
    @ForeignKey(\User.id, onDelete: .cascade, name: "posts_author_fk") public var authorID: Int?
    @ForeignKey(\User.id, onUpdate: .cascade) public var editorID: Int?
    @ForeignKey(\Category.id) public var categoryID: Int?
    @Column(.numeric(precision: 10, scale: 2), serverDefault: .value(.integer(0))) public var price: Decimal?
    @Column(nullable: true, computed: "length(title)") public var titleLength: Int32?

    @Relationship(foreignKey: \Post.categoryID) public var category: One<Category?>
    @Relationship(foreignKey: \Post.authorID) public var author: One<User>
    @Relationship(foreignKey: \Post.editorID) public var editor: One<User?>
    @Relationship(through: PostTag.self) public var tags: Many<Tag>

    #Index(\Post.authorID, \Post.title)
    #Index(\Post.title, unique: true, name: "dear_posts", where: "price > 100")
    // left out, #Index has plain columns only: Index([.expression("lower(title)")], name: "posts_by_lower_title")
}
