/// Where the readings of a ``ReadingList`` come from; says the same every time.
public protocol ReadingProvider: AnyObject, Sendable {
    var count: Int { get }

    /// - Parameter position: from 0 to below ``count``.
    func reading(at position: Int) -> Reading
}

/// The readings of one sweep, each made when it is looked at.
///
/// A line of fast answers brings more readings than anybody looks at twice; made one by one they need no memory.
public struct ReadingList: RandomAccessCollection, Sendable {
    private let provider: any ReadingProvider
    public let endIndex: Int

    public init(_ provider: any ReadingProvider) {
        self.provider = provider
        self.endIndex = provider.count
    }

    public init(_ readings: [Reading]) { self.init(KeptReadings(readings)) }

    public var startIndex: Int { 0 }

    public subscript(position: Int) -> Reading {
        precondition(position >= 0 && position < self.endIndex, "no such reading")
        return self.provider.reading(at: position)
    }
}

extension ReadingList: Hashable {
    public static func == (left: ReadingList, right: ReadingList) -> Bool { left.elementsEqual(right) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.count)
        for reading in self { hasher.combine(reading) }
    }
}

/// Readings that are there already.
private final class KeptReadings: ReadingProvider {
    private let readings: [Reading]

    init(_ readings: [Reading]) { self.readings = readings }

    var count: Int { self.readings.count }

    func reading(at position: Int) -> Reading { self.readings[position] }
}
