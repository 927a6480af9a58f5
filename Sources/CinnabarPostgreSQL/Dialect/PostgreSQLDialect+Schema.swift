import CinnabarSQL

extension PostgreSQLDialect {
    /// CREATE TYPE and ADD CONSTRAINT have no IF NOT EXISTS; a block passes over what is there.
    public func ignoringDuplicates(_ sql: String) -> String {
        var quote = "$$"
        var number = 0
        while sql.contains(quote) {
            number += 1
            quote = "$q\(number)$"
        }
        return "DO \(quote) BEGIN \(sql); EXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL; END \(quote)"
    }
}
