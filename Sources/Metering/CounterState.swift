/// What a counter must remember over a restart, so that the energy of a gap is booked by the next good reading.
public struct CounterState: Hashable, Sendable {
    /// One reading.
    public struct Sample: Hashable, Sendable {
        public var value: Int64
        public var time: UTCTime
        /// Nil where the serial number was not read.
        public var serial: String?

        public init(value: Int64, time: UTCTime, serial: String?) {
            (self.value, self.time, self.serial) = (value, time, serial)
        }
    }

    /// Readings that go on from each other, but not from the accepted one: they wait for confirmation.
    public struct Story: Hashable, Sendable {
        public var first: Sample
        public var latest: Sample
        public var count: Int

        public init(first: Sample, latest: Sample, count: Int) {
            (self.first, self.latest, self.count) = (first, latest, count)
        }
    }

    /// The base before a reset, jump or rollover was believed, in case the register comes back to it.
    public struct Superseded: Hashable, Sendable {
        public var base: Sample
        /// Booked since ``base``.
        public var booked: Int64
        /// What the register moved since it was believed: a register that comes back has moved at least as far.
        public var moved: Int64

        public init(base: Sample, booked: Int64, moved: Int64) {
            (self.base, self.booked, self.moved) = (base, booked, moved)
        }
    }

    /// The last reading that was believed: the base of the next increment.
    public var accepted: Sample
    /// False until a second reading fits to the first one.
    public var isVerified: Bool
    public var pending: Story?
    public var superseded: Superseded?

    public init(accepted: Sample, isVerified: Bool, pending: Story? = nil, superseded: Superseded? = nil) {
        (self.accepted, self.isVerified, self.pending) = (accepted, isVerified, pending)
        self.superseded = superseded
    }
}
