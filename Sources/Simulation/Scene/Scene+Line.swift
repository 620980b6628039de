public import ModbusProtocol
public import StrictYAML

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
        /// True where the devices ignore a request after less than the silent interval, as the standard lets them.
        public let requiresSilence: Bool
        public let transformer: Transformer?
        public let houses: [House]
        public let relayModules: [RelayModule]
        public let location: YAMLLocation
    }
}
