/// SQLite's result codes that errors are made from: the low byte, and the extended ones that tell more.
enum SQLiteResultCode {
    static let error: Int32 = 1
    static let permission: Int32 = 3
    static let abort: Int32 = 4
    static let busy: Int32 = 5
    static let locked: Int32 = 6
    static let outOfMemory: Int32 = 7
    static let readOnly: Int32 = 8
    static let interrupt: Int32 = 9
    static let io: Int32 = 10
    static let corrupt: Int32 = 11
    static let full: Int32 = 13
    static let cannotOpen: Int32 = 14
    static let locking: Int32 = 15
    static let tooBig: Int32 = 18
    static let constraint: Int32 = 19
    static let mismatch: Int32 = 20
    static let misuse: Int32 = 21
    static let authorization: Int32 = 23
    static let range: Int32 = 25
    static let notADatabase: Int32 = 26
    static let row: Int32 = 100
    static let done: Int32 = 101

    static let busySnapshot: Int32 = 517
    static let ioOutOfMemory: Int32 = 3082
    static let checkConstraint: Int32 = 275
    static let foreignKeyConstraint: Int32 = 787
    static let notNullConstraint: Int32 = 1299
    static let primaryKeyConstraint: Int32 = 1555
    static let triggerConstraint: Int32 = 1811
    static let uniqueConstraint: Int32 = 2067
    static let rowIDConstraint: Int32 = 2579
    static let dataTypeConstraint: Int32 = 3091
}
