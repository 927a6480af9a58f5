public import Cinnabar

public enum Mood: String, SQLEnum, Codable {
    case happy
    case soSo = "so so"
    case self2 = "self"
    case _2ndBest = "2nd best"

    public static var sqlEnumName: String? { "mood" }
}

// Its type lies in the schema "audit", which has to be in the search path.
public enum State: String, SQLEnum, Codable {
    case on
    case off

    public static var sqlEnumName: String? { "state" }
}

public enum TokenKind: String, SQLEnum, Codable {
    case a
    case bC = "b c"
}
