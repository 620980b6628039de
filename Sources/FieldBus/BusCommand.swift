import Metering
import ModbusProtocol

/// What other tasks ask of a running bus.
struct BusCommand: Sendable {
    /// Devices are named: their places on the bus change where it is changed before the command's turn comes.
    enum Action: Sendable {
        case setRelay(device: String, channel: Int, closed: Bool)
        case readRelay(device: String, channel: Int)
        case read(device: String, fields: [String])
        case ask(LineQuestion)
        case listen(nanoseconds: Int64, parameters: LineParameters?)
    }

    enum Answer: Sendable {
        case relay(RelayReadBack)
        case sample(DeviceSample)
        case record(LineRecord)
        case recording(LineRecording)
    }

    typealias Reply = CheckedContinuation<Result<Answer, BusError>, Never>

    let id: UInt64
    let action: Action
    let reply: Reply

    /// Relay commands go before everything else, and a loan of the line takes turns with polling.
    enum Urgency: Int, CaseIterable {
        case relay
        case read
        case loan
    }

    var urgency: Urgency {
        switch self.action {
        case .setRelay, .readRelay: .relay
        case .read: .read
        case .ask, .listen: .loan
        }
    }
}
