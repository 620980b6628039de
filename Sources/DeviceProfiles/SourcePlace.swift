/// Where in a file something is wrong.
public struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int
    /// The way from the document's root: `fields[3].address`; empty for the root.
    public let path: String

    public init(file: String, line: Int, column: Int, path: String) {
        (self.file, self.line, self.column, self.path) = (file, line, column, path)
    }

    public var description: String {
        "\(self.file):\(self.line):\(self.column)" + (self.path.isEmpty ? "" : ": \(self.path)")
    }
}
