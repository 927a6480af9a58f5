import CinnabarORM
import CinnabarSQL
import MainActorModels
import XCTest

final class MainActorModelTests: XCTestCase {
    func testAModelOfAnAppIsUsedFromEverywhere() async throws {
        let title = await Screen().title
        XCTAssertEqual(title, "Hello0")
        let note = Note(id: 1, replies: [Note(text: "Yes")])
        let text = try await Task.detached { try note.replies.loaded[0].text }.value
        XCTAssertEqual(text, "Yes")
        XCTAssertEqual(try note.row, Note.Row(id: 1, text: "", edits: 0))
        assertSQL(
            Screen.rows,
            """
            SELECT "notes"."id", "notes"."text", "notes"."edits", "notes"."parent_id" FROM "notes" \
            WHERE "notes"."parent_id" IS NOT NULL
            """)
    }
}
