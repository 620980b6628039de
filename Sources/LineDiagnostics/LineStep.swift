public import ModbusProtocol

/// What a diagnosis wants of the line next.
public enum LineStep: Hashable, Sendable {
    case ask(LineQuestion)
    /// Send nothing for so long (at most 10 s) and tell what came; without parameters: as the bus is configured.
    case listen(nanoseconds: Int64, parameters: LineParameters?)
    /// The report is complete.
    case finished
}
