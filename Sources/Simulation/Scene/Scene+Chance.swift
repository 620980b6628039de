extension Scene {
    /// When a fault strikes: with a probability at each request, on some units, in a part of the line's time.
    public struct Chance: Hashable, Sendable {
        /// 0 to 1.
        public let probability: Double
        /// Nil: every unit.
        public let units: [UInt8]?
        /// Nanoseconds since the line began to run; what lies outside is untouched.
        public let window: Range<Int64>

        public init(_ probability: Double, units: [UInt8]? = nil, window: Range<Int64> = 0..<Int64.max) {
            self.probability = probability
            self.units = units
            self.window = window
        }
    }

    /// A chance, and a range that every stroke takes a number from.
    public struct SpreadFault: Hashable, Sendable {
        public let chance: Chance
        /// Nanoseconds or bytes, as the fault has it.
        public let range: ClosedRange<Int64>
    }
}
