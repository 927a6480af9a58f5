/// What a database's exact number can be.
enum NumericValue: Hashable {
    case finite(DecimalParts)
    case nan
    case infinity(isNegative: Bool)
}

/// Why bytes or text are not a number that Swift can hold. It never holds the number itself.
package enum NumericError: Error, Hashable, CustomStringConvertible {
    case malformed
    case tooManyDigits
    case outOfRange
    case infinite
    case notANumber
    case hasFraction

    package var description: String {
        switch self {
        case .malformed: "it is not a number"
        case .tooManyDigits: "it has more than 38 digits"
        case .outOfRange: "it is out of range"
        case .infinite: "it is infinite"
        case .notANumber: "it is NaN"
        case .hasFraction: "it is not a whole number"
        }
    }
}
