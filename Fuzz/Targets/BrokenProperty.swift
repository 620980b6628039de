/// A property that did not hold for some input.
public struct BrokenProperty: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// - Throws: ``BrokenProperty`` with `message` where `holds` is false.
public func require(_ holds: Bool, _ message: @autoclosure () -> String) throws(BrokenProperty) {
    guard holds else { throw BrokenProperty(message()) }
}
