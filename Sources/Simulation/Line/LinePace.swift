internal import ModbusProtocol

/// How fast a line and its devices are, in nanoseconds.
struct LinePace: Hashable, Sendable {
    /// One character: start bit, data, parity and stop bits.
    let character: Int64
    /// Between two frames.
    let silence: Int64
    /// From a request's last character to the answer's first: a device must hear the silence before it may answer.
    let turnaround: Int64

    /// - Parameter baud: the rate that the line runs at now.
    init(line: Scene.Line, baud: Int) {
        let parameters = LineParameters(baud: baud, parity: line.parity, stopBits: line.stopBits)
        self.init(
            parameters, strictCharacters: line.countsStrictCharacters,
            turnaround: Int64(line.turnaroundMilliseconds) * 1_000_000)
    }

    /// - Parameter turnaround: as the device has it, in nanoseconds.
    init(_ parameters: LineParameters, strictCharacters: Bool, turnaround: Int64 = 0) {
        let timing = parameters.timing(strictCharacters: strictCharacters)
        self.character = timing.characterNanoseconds
        self.silence = timing.silenceNanoseconds
        self.turnaround = max(self.silence, turnaround)
    }

    /// Characters to hand over at one wake-up, so that a fast line does not wake the thread for each.
    var charactersPerWakeUp: Int { Int(max(1, 500_000 / self.character)) }
}
