public import ModbusProtocol

/// Where a simulated line can be opened.
public struct SimulatedPort: Hashable, Sendable {
    public let line: String
    /// The symbolic link to give to a service or a tool.
    public let link: String
    /// The pseudo-terminal behind it.
    public let terminal: String
    public let baud: Int
    public let parity: Parity
    public let stopBits: Int
}
