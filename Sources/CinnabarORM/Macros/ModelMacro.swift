import CinnabarSQL

// Every protocol that Model inherits is listed: the compiler finds a conformance that a macro adds only under the name
// it was asked for.

/// Makes a class's objects rows of a table.
///
/// ```swift
/// @Model("users")
/// final class User {
///     @PrimaryKey var id: Int?                       // made by the database: nil until the flush
///     @Column(.varchar(100)) var name: String
///     var age: Int?                                  // Optional: NULL-able
///     var active: Bool = true
///     @Column(serverDefault: .now) var createdAt: Date?
///     @Relationship(foreignKey: \Post.authorID) var posts: Many<Post>
/// }
/// ```
/// Every stored `var` is a column, called as the property in snake case: `createdAt` is `created_at`, `authorID` is
/// `author_id`. Computed properties, methods, `static`s, nested types, constants with a value and convenience
/// initialisers stay as they are; `didSet` and `willSet` work.
///
/// It adds:
/// - a memberwise initialiser in the order of declaration, with the declared defaults, relationships as
///   `posts: [Post] = []` and `author: User? = nil`;
/// - the typed columns as static members: `User.age` is a `Column<User, Int?>`;
/// - `User.Row`, the same columns without deferred ones as a plain `Codable` and `Hashable` value, so their types must
///   be both; `user.row`, and `User.rows` for select lists;
/// - `User.PrimaryKey`: the key's type, for a key of several columns a struct of them.
///
/// What the database makes (`@PrimaryKey`, `serverDefault:`, `computed:`, `identity:`) and a foreign key that the flush
/// fills in through a `One<…>` are declared Optional, because an object has no value before. Their columns are NOT NULL
/// all the same, and so are their static types, unless `nullable: true` says otherwise.
///
/// Objects belong to no actor. In a module whose default isolation is the main actor, write
/// `nonisolated final class User`.
///
/// - Parameters:
///   - table: the table's name; by default the plural of the class's in snake case: `OrderLine` is `order_lines`,
///     `Category` is `categories`.
///   - schema: the schema that the table lies in; by default the connection's.
///   - comment: a comment on the table, in databases that have them.
@attached(member, names: arbitrary)
@attached(memberAttribute)
@attached(
    extension, conformances: Model, SelectableRow, TypedTable, RowDecodable, RelationTarget, Hashable, Equatable,
    Sendable)
public macro Model(_ table: String? = nil, schema: String? = nil, comment: String? = nil) =
    #externalMacro(module: "CinnabarMacros", type: "ModelMacro")
