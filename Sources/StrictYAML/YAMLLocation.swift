/// Where in a YAML file something stands.
public struct YAMLLocation: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// From 1; 0 where only the file is known.
    public let line: Int
    /// From 1, in Unicode scalars; 0 where only the line is known.
    public let column: Int

    public init(file: String, line: Int, column: Int = 0) {
        (self.file, self.line, self.column) = (file, line, column)
    }

    /// `zone.yaml:4:7`.
    public var description: String {
        switch (self.line, self.column) {
        case (0, _): self.file
        case (_, 0): "\(self.file):\(self.line)"
        default: "\(self.file):\(self.line):\(self.column)"
        }
    }
}
