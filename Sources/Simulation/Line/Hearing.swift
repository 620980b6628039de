internal import ModbusProtocol

/// Devices of a line that are set to the same bit rate and parity, and what they hear together.
struct Hearing: Sendable {
    let parameters: LineParameters
    /// False where parity is not looked at.
    let requiresParity: Bool
    let pace: LinePace
    var receiver: LineReceiver
    /// Who sent what is pending in the receiver.
    var talker = Emission.Source.client

    init(line: Scene.Line, manner: Scene.Manner) {
        let isOwn = manner.parity != nil
        self.parameters = LineParameters(
            baud: manner.baud ?? line.baud, parity: manner.parity ?? line.parity,
            stopBits: manner.stopBits ?? line.stopBits)
        self.requiresParity = isOwn || line.requiresParity
        self.pace = LinePace(self.parameters, strictCharacters: line.countsStrictCharacters)
        self.receiver = LineReceiver(requiresSilence: line.requiresSilence)
    }

    /// Whether the devices make sense of a sender's characters; a second stop bit is silence to them.
    func understands(_ sender: LineParameters) -> Bool {
        sender.baud == self.parameters.baud && (!self.requiresParity || sender.parity == self.parameters.parity)
    }

    func isLike(_ other: Hearing) -> Bool {
        self.parameters == other.parameters && self.requiresParity == other.requiresParity
    }
}
