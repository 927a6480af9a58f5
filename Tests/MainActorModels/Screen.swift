public import Cinnabar

// A model in an app: it belongs to no actor, what shows it does.

@Model("notes")
public nonisolated final class Note {
    @PrimaryKey public var id: Int?
    public var text: String = "" { didSet { edits += 1 } }
    public var edits: Int = 0
    @ForeignKey(\Note.id) public var parentID: Int?
    @Relationship(foreignKey: \Note.parentID) public var replies: Many<Note>
    @Hybrid public var isReply: Bool { parentID != nil }
}

public final class Screen {
    private let note = Note(text: "Hello")

    public init() {}

    public var title: String { note.text + String(note.edits) }

    public nonisolated static var rows: Select<Note.Row> { select(Note.rows).where(Note.isReply) }
}
