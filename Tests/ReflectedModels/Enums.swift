// Written from a database's schema. Columns whose type has no Swift type are left out, with a comment that
// names the type; types spelled like a text type are String.

public import Cinnabar

public enum Mood: String, SQLEnum, Codable {
    case happy
    case soSo = "so so"
    public static var sqlEnumName: String? { "mood" }
}
