public import StrictYAML

extension Scene {
    /// A module whose inputs count the pulses of meters.
    public struct PulseCounter: Sendable {
        public let device: Device
    }

    /// A meter that tells what it counts by pulses, and the input that counts them.
    public struct PulseMeter: Hashable, Sendable {
        /// Unit of the pulse counter.
        public let unit: UInt8
        /// From 1.
        public let input: Int
        /// One pulse, in thousandths of the unit: mL, or thousandths of a trip.
        public let thousandthsPerPulse: Int64
        public let initialPulses: Int64
    }

    /// A tap, pump or gate: what is let through, when, and the relay that can keep it back.
    public struct Outlet: Sendable {
        public let counter: PulseMeter
        /// Average use, in thousandths of the unit.
        public let thousandthsPerDay: Int64
        /// Local minutes of the day in which it is used; empty is all day.
        public let hours: [Range<Int64>]
        public let relay: Relay?
        /// What goes past its valve or gate while that is shut, of what is wanted, in thousandths of the unit in an hour.
        public let passingShut: Int64
        public let location: YAMLLocation

        /// Minutes of a day in which it is used; at least 1.
        var minutesOfUse: Int { self.hours.isEmpty ? 1440 : max(1, self.hours.reduce(0) { $0 + $1.count }) }

        func isUsed(atMinute minute: Int64) -> Bool {
            self.hours.isEmpty || self.hours.contains { $0.contains(minute) }
        }
    }

    /// The meter before all outlets of a line, and what leaks behind it.
    public struct Main: Sendable {
        public let counter: PulseMeter
        public let leakMillilitresPerHour: Int64
        public let location: YAMLLocation
    }
}
