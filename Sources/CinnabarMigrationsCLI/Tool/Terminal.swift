import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where a command writes and asks: a terminal, a pipe or a test.
public struct Terminal: Sendable {
    enum Colour: String {
        case green = "32"
        case yellow = "33"
        case red = "31"
        case faint = "2"
    }

    let write: @Sendable (String) -> Void
    let writeError: @Sendable (String) -> Void
    /// Nil where nobody is there to answer.
    let ask: (@Sendable (String) -> String?)?
    let isColoured: Bool

    public init(
        write: @escaping @Sendable (String) -> Void, writeError: @escaping @Sendable (String) -> Void,
        ask: (@Sendable (String) -> String?)? = nil, isColoured: Bool = false
    ) {
        self.write = write
        self.writeError = writeError
        self.ask = ask
        self.isColoured = isColoured
    }

    /// The program's own output: with colours and questions at a terminal, plain in a pipe or with `NO_COLOR`.
    public static var standard: Terminal {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let asks = isTerminal && isatty(STDIN_FILENO) == 1
        let ask: @Sendable (String) -> String? = { question in
            put(question + " ", STDOUT_FILENO)
            return readLine()
        }
        return Terminal(
            write: { print($0) }, writeError: { put($0 + "\n", STDERR_FILENO) }, ask: asks ? ask : nil,
            isColoured: isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil)
    }

    func line(_ text: String = "") { write(text) }

    func coloured(_ text: String, _ colour: Colour) -> String {
        isColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// Past the buffer of `print`. That nobody reads it is no failure.
private func put(_ text: String, _ file: Int32) {
    _ = Array(text.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
}
