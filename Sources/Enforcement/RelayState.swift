/// The state of a supply relay, in the terms of DLMS/COSEM *Disconnect control*.
public struct RelayState: Hashable, Sendable, Codable {
    public var control: ControlState
    public var output: OutputState

    public init(control: ControlState, output: OutputState) {
        self.control = control
        self.output = output
    }

    public static let unknown = RelayState(control: .unknown, output: .unknown)
}
