public import ModbusProtocol
public import StrictYAML

extension Scene {
    /// One RS-485 line with a transformer's meter, houses' meters, relay modules, pulse counters and devices by themselves.
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
        /// True where the silent interval is 3.5 characters at every rate, false for the standard's 1.75 ms above 19 200.
        public let countsStrictCharacters: Bool
        /// True where devices hear nothing but garbage from a client with another parity.
        public let requiresParity: Bool
        public let transformer: Transformer?
        public let houses: [House]
        public let relayModules: [RelayModule]
        public let plainDevices: [PlainDevice]
        public let pulseCounters: [PulseCounter]
        public let main: Main?
        public let outlets: [Outlet]
        /// What every device does that says nothing else about itself.
        public let deviceFaults: DeviceFaults
        public let faults: LineFaults
        public let location: YAMLLocation
    }
}
