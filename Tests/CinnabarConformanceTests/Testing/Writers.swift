import CinnabarORM
import CinnabarSQL
import Foundation

@Model("writers")
final class Writer {
    @PrimaryKey var id: Int?
    @Column(.varchar(100)) var name: String
    var age: Int?
    @Column(serverDefault: .now) var createdAt: Date?
    @Relationship(foreignKey: \Article.writerID, cascade: [.all, .deleteOrphan]) var articles: Many<Article>
}

@Model("articles")
final class Article {
    @PrimaryKey var id: Int?
    var title: String
    @ForeignKey(\Writer.id, onDelete: .cascade) var writerID: Int?
    @Relationship(foreignKey: \Article.writerID) var writer: One<Writer>
}
