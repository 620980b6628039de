extension Scene {
    /// One RS-485 line with a transformer's meter, houses' meters and relay modules.
    public struct Line: Sendable {
        public let name: String
        /// Path of the symbolic link to the port; a relative one is taken from the folder the simulator is given.
        public let link: String
        /// Bit rate of the devices.
        public let baud: Int
        public let parity: Parity
        public let stopBits: Int
        /// From the request's last character to the answer's first, at least the silent interval.
        public let turnaroundMilliseconds: Int
        public let transformer: Transformer?
        public let houses: [House]
        public let relayModules: [RelayModule]
        public let location: SceneLocation

        /// Start bit, data bits, parity bit and stop bits.
        public var bitsPerCharacter: Int { 9 + (self.parity == .none ? 0 : 1) + self.stopBits }

        /// Time of one character on the wire at `baud`, in nanoseconds.
        public func characterNanoseconds(baud: Int) -> Int64 {
            Int64(self.bitsPerCharacter) * 1_000_000_000 / Int64(baud)
        }
    }

    public enum Parity: String, Sendable, CaseIterable {
        case none
        case even
        case odd
    }
}
