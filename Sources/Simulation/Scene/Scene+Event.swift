public import Metering
public import StrictYAML

extension Scene {
    /// Something that happens on a line at a given chain time.
    public struct Event: Sendable {
        public enum Action: Hashable, Sendable {
            /// Power drawn before any house's meter on one phase (1 to 3), until `to` or for ever; on a street at the
            /// pole of the house with this unit, nil is the first.
            case tap(phase: Int, milliwatts: Int64, house: UInt8?, from: Moment, to: Moment?)
            /// Water that leaves a line behind its main and before any outlet, until `to` or for ever.
            case leak(millilitresPerHour: Int64, from: Moment, to: Moment?)
            /// The device no longer answers; it goes on counting.
            case dead(unit: UInt8, at: Moment)
            /// The device answers again.
            case recover(unit: UInt8, at: Moment)

            /// True for what happens to flows; everything else happens to supplies and devices.
            var isOfFlow: Bool {
                if case .leak = self { true } else { false }
            }
        }

        /// Name of the line.
        public let line: String
        public let action: Action
        public let location: YAMLLocation
    }

    /// A point in chain time.
    public enum Moment: Hashable, Sendable {
        case absolute(UTCTime)
        /// Milliseconds after the start of the scene.
        case offset(Int64)

        /// Chain time for a scene that starts at `start`.
        public func time(start: UTCTime) -> UTCTime {
            switch self {
            case .absolute(let time): time
            case .offset(let milliseconds): start.adding(milliseconds: milliseconds)
            }
        }
    }
}
