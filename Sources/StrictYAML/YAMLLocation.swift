/// Where in a YAML file something stands.
public struct YAMLLocation: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// From 1; 0 where only the file is known.
    public let line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    public var description: String { self.line > 0 ? "\(self.file):\(self.line)" : self.file }
}
