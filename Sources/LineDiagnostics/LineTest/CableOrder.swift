/// Units along the cable, from the box outwards.
public struct CableOrder: Hashable, Sendable {
    /// Where the cable ends, electrically.
    public struct Break: Hashable, Sendable {
        /// The last unit that answers.
        public var lastAnswering: UInt8
        public var firstSilent: UInt8
        /// All units behind the place.
        public var silent: [UInt8]
    }

    public let units: [UInt8]

    public init(_ units: [UInt8]) { self.units = units }

    /// A place behind which nothing answers and before which something does; nil where there is none.
    ///
    /// One silent unit at the end counts only where all others answer: two silent ones at different places are two
    /// silent units.
    ///
    /// - Parameters:
    ///   - answering: units that answered at least once.
    ///   - silent: units that never did. Units in neither were not asked and are passed over.
    public func findBreak(answering: [UInt8], silent: [UInt8]) -> Break? {
        let known = self.units.filter { answering.contains($0) || silent.contains($0) }
        guard let last = known.lastIndex(where: answering.contains) else { return nil }
        let tail = Array(known[(last + 1)...])
        guard let first = tail.first else { return nil }
        guard tail.count > 1 || !known[..<last].contains(where: silent.contains) else { return nil }
        return Break(lastAnswering: known[last], firstSilent: first, silent: tail)
    }
}
